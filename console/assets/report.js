// The life cycle of a report's page: loads, draws, and reloads when more events are stored. What is shown stays until
// there is better: a failed call leaves the figures with a line on how old they are, and is repeated.
import { request } from './api.js'
import { find } from './elements.js'
import { formatClock, formatCount, formatMoney } from './formats.js'
import { drawPrintSummary } from './print_summary.js'
import { bindFilters, readFilters } from './filters.js'
import { t, tn } from './texts.js'

const POLL_MS = 1000
const CATCH_UP_MS = 100
const CATCH_UP_POLLS = 10
// The pause after a report grows with the square of its cost: one of 100 ms follows every event, one of 5 s is loaded
// again after 25 s.
const PAUSE_DIVISOR_MS = 1000
// A partner does not see how many events the site has, so the page reloads by time: soon, then less and less often.
const PARTNER_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 60000
// After a failure, until the page asks again by itself; doubled each time.
const RETRY_PAUSE_MS = 2000
const LONGEST_RETRY_MS = 30000

/**
 * `load(view, signal)` returns what `draw(answer, view)` shows; if `isEmpty(answer)`, the page shows the first steps.
 * Less urgent data is loaded afterwards, so that it does not slow down the figures: each of `loadLater(view)`, called
 * with the signal, returns fields that are added to the answer and drawn.
 */
export async function startReport(report) {
  const form = find('[data-filters]')
  const pauseMs = document.body.dataset.reader ? PARTNER_PAUSE_MS : 0
  const state = { stored: null, shown: null, pauseUntil: 0, pauseMs, controller: null, drawn: null, retryMs: RETRY_PAUSE_MS, retryAt: null }
  const show = () => showReport(form, state, report)
  bindFilters(form, show)
  find('[data-retry]').addEventListener('click', show)
  // Before the figures, so that nothing stored in between is missed.
  await catchUp(state)
  show()
  setTimeout(followFreshness, POLL_MS, state, show)
}

async function showReport(form, state, { load, draw, isEmpty, loadLater = () => [] }) {
  state.controller?.abort()
  const controller = state.controller = new AbortController()
  const began = performance.now()
  let cost
  state.shown = state.stored
  state.retryAt = null
  const view = readFilters(form)
  const name = JSON.stringify(view)
  setBusy(name !== state.drawn?.name)
  try {
    let answer = {}
    for (const loadPart of [signal => load(view, signal), ...loadLater(view)]) {
      answer = { ...answer, ...await loadPart(controller.signal) }
      cost ??= performance.now() - began
      draw(answer, view)
      drawUnconverted(answer.meta)
      drawNotices(answer.meta)
      drawPrintSummary(form, view)
      showFigures(isEmpty(answer))
      // The rest loads behind complete figures.
      state.drawn = { name, at: Date.now() }
      setBusy(false)
    }
    state.retryMs = RETRY_PAUSE_MS
  } catch (error) {
    if (error.name !== 'AbortError') showFailure(error, state, name)
  } finally {
    if (state.controller === controller) {
      state.controller = null
      cost ??= performance.now() - began
      state.pauseUntil = performance.now() + Math.max(cost * cost / PAUSE_DIVISOR_MS, state.pauseMs)
      state.pauseMs = Math.min(state.pauseMs * 2, LONGEST_PAUSE_MS)
      setBusy(false)
    }
  }
}

// Amounts without a rate must not be left out silently.
function drawUnconverted({ unconverted = [] } = {}) {
  const line = find('[data-unconverted]')
  line.textContent = t('Not converted, because there is no exchange rate for these days: {amounts}.', { amounts: unconverted.map(formatMoney).join(', ') })
  line.hidden = !unconverted.length
}

function drawNotices({ notices = [] } = {}) {
  const line = find('[data-notices]')
  const people = notices.find(({ kind }) => kind === 'crowded_people')?.people
  line.textContent = tn('{number} person has very many clicks and conversions: only the newest clicks before each of their conversions count.', '{number} people have very many clicks and conversions: only the newest clicks before each of their conversions count.', people ?? 0)
  line.hidden = !people
}

function showFigures(isEmpty) {
  const empty = find('[data-empty]')
  if (empty) empty.hidden = !isEmpty
  find('[data-report]').hidden = isEmpty && Boolean(empty)
  for (const selector of ['[data-skeleton]', '[data-stale]', '[data-problem-of-report]']) find(selector).hidden = true
}

// Figures of other filters than the chosen ones are not left standing.
function showFailure(error, state, name) {
  const isStale = state.drawn?.name === name
  if (error.isTemporary ?? true) {
    state.retryAt = performance.now() + state.retryMs
    state.retryMs = Math.min(state.retryMs * 2, LONGEST_RETRY_MS)
  }
  const stale = find('[data-stale]')
  stale.hidden = !isStale
  if (isStale) stale.textContent = `${t('These figures are of {time}.', { time: formatTime(state.drawn.at) })} ${sentence(error.message)} ${state.retryAt ? t('This page tries again by itself.') : ''}`
  find('[data-problem-of-report]').hidden = isStale
  find('[data-skeleton]').hidden = true
  if (isStale) return
  state.drawn = null
  find('[data-error]').textContent = `${t('The figures could not be shown.')} ${sentence(error.message)}${state.retryAt ? ` ${t('This page tries again by itself.')}` : ''}`
  find('[data-report]').hidden = true
  const empty = find('[data-empty]')
  if (empty) empty.hidden = true
}

const sentence = text => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.')
const formatTime = instant => formatClock(instant, document.body.dataset.timezone, 'short')

// A thin line over the figures while those of other filters come; the figures themselves never fade.
function setBusy(isBusy) {
  find('[data-report]').setAttribute('aria-busy', isBusy)
}

async function followFreshness(state, show) {
  if (!document.hidden) await readFreshness(state)
  // No redraw behind an open panel: closing it returns the focus to the button that opened it.
  const isOpen = find('dialog[open]')
  const now = performance.now()
  const isDue = state.retryAt === null ? state.stored !== state.shown && now > state.pauseUntil : now > state.retryAt
  if (isDue && !state.controller && !isOpen) show()
  setTimeout(followFreshness, POLL_MS, state, show)
}

// Waits a moment for what was accepted before the page was opened, so that its first figures include it.
async function catchUp(state) {
  const first = await readFreshness(state)
  const opened = first && first.complete_until + first.oldest_unstored_ms
  let last = first
  for (let polls = CATCH_UP_POLLS; polls && last?.complete_until < opened; polls--) {
    await new Promise(resume => setTimeout(resume, CATCH_UP_MS))
    last = await readFreshness(state)
  }
}

/** The freshness as the API returns it, or null. */
async function readFreshness(state) {
  let freshness = null
  try {
    freshness = await request('freshness')
    state.stored = freshness.stored ?? freshness.complete_until
  } catch {}
  drawFreshness(freshness)
  return freshness
}

function drawFreshness(freshness) {
  const line = find('[data-freshness]')
  line.dataset.state = freshness ? (freshness.lag_events ? 'behind' : 'good') : 'unknown'
  line.textContent = freshness ? describe(freshness) : t('Freshness unknown: the server does not answer')
}

function describe({ complete_until: completeUntil, lag_events: lagEvents }) {
  const waiting = lagEvents ? ` · ${t('{number} not stored yet', { number: formatCount(lagEvents) })}` : ''
  return completeUntil ? `${t('Complete until {time}', { time: formatClock(completeUntil, document.body.dataset.timezone) })}${waiting}` : t('Nothing recorded yet')
}
