// The life of a report's page: ask, draw, say what went wrong, and ask again when more events are stored.
import { ask } from './api.js'
import { find } from './elements.js'
import { formatClock, formatCount, formatMoney } from './formats.js'
import { drawShown } from './shown.js'
import { bindView, readView } from './view.js'

const POLL_MS = 1000
const LOOK_MS = 100
const MOST_LOOKS = 10
// The rest after a report grows with the square of its cost: one of 100 ms follows every event, one of 5 s comes again
// after 25 s.
const REST_MS = 1000
// A partner is not told how many events the site has, so his figures are asked for anyway: soon, then ever less often.
const PARTNER_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 60000

/**
 * `load(view, signal)` answers what `draw(answer, view)` shows; `isEmpty(answer)` brings up the page's first steps.
 * What people wait for less is asked for afterwards, so that it takes no processor from the figures: each of
 * `later(view)`, called with the signal, answers fields that are added to the answer and drawn.
 */
export async function startReport(report) {
  const form = find('[data-filters]')
  const pauseMs = document.body.dataset.reader ? PARTNER_PAUSE_MS : 0
  const state = { stored: null, shown: null, restUntil: 0, pauseMs, asking: null }
  const show = () => showReport(form, state, report)
  bindView(form, show)
  // Before the figures, so that nothing stored in between is missed.
  await catchUp(state)
  show()
  setTimeout(followFreshness, POLL_MS, state, show)
}

async function showReport(form, state, { load, draw, isEmpty, later = () => [] }) {
  state.asking?.abort()
  const asking = state.asking = new AbortController()
  const began = performance.now()
  let cost
  state.shown = state.stored
  const busy = setTimeout(() => setBusy(true), 150)
  try {
    const view = readView(form)
    let answer = {}
    for (const askPart of [signal => load(view, signal), ...later(view)]) {
      answer = { ...answer, ...await askPart(asking.signal) }
      cost ??= performance.now() - began
      draw(answer, view)
      drawUnconverted(answer.meta)
      drawShown(form, view)
      settle({ isEmpty: isEmpty(answer) })
      // What follows is asked for behind figures that are whole already.
      clearTimeout(busy)
      setBusy(false)
    }
  } catch (error) {
    if (error.name !== 'AbortError') settle({ problem: error.message })
  } finally {
    clearTimeout(busy)
    if (state.asking === asking) {
      state.asking = null
      cost ??= performance.now() - began
      state.restUntil = performance.now() + Math.max(cost * cost / REST_MS, state.pauseMs)
      state.pauseMs = Math.min(state.pauseMs * 2, LONGEST_PAUSE_MS)
      setBusy(false)
    }
  }
}

// Nothing that has no rate is left out without a word.
function drawUnconverted({ unconverted = [] } = {}) {
  const line = find('[data-unconverted]')
  line.textContent = `Not converted, for no rate is known of its day: ${unconverted.map(formatMoney).join(', ')}.`
  line.hidden = !unconverted.length
}

function settle({ problem = '', isEmpty = false }) {
  const notice = find('[data-problem]')
  notice.textContent = problem && `The figures could not be shown. ${problem}`
  notice.hidden = !problem
  const empty = find('[data-empty]')
  if (empty) empty.hidden = !isEmpty
  find('[data-report]').hidden = Boolean(problem) || (isEmpty && Boolean(empty))
}

function setBusy(isBusy) {
  find('[data-report]').setAttribute('aria-busy', isBusy)
}

async function followFreshness(state, show) {
  if (!document.hidden) await readFreshness(state)
  // Nothing moves behind an open panel: closing it gives the focus back to the button it was opened by.
  const isOpen = find('dialog[open]')
  if (state.stored !== state.shown && !state.asking && !isOpen && performance.now() > state.restUntil) show()
  setTimeout(followFreshness, POLL_MS, state, show)
}

// What was accepted before the page was opened shall stand in its first figures: a moment is waited for it.
async function catchUp(state) {
  const first = await readFreshness(state)
  const opened = first && first.complete_until + first.oldest_unstored_ms
  let last = first
  for (let looks = MOST_LOOKS; looks && last?.complete_until < opened; looks--) {
    await new Promise(resume => setTimeout(resume, LOOK_MS))
    last = await readFreshness(state)
  }
}

/** What the server says of freshness, or null. */
async function readFreshness(state) {
  let freshness = null
  try {
    freshness = await ask('freshness')
    state.stored = freshness.stored ?? freshness.complete_until
  } catch {}
  drawFreshness(freshness)
  return freshness
}

function drawFreshness(freshness) {
  const line = find('[data-freshness]')
  line.dataset.state = freshness ? (freshness.lag_events ? 'behind' : 'good') : 'unknown'
  line.textContent = freshness ? describe(freshness) : 'Freshness unknown: the server does not answer'
}

function describe({ complete_until: completeUntil, lag_events: lagEvents }) {
  const waiting = lagEvents ? ` · ${formatCount(lagEvents)} on the way` : ''
  return completeUntil ? `Complete until ${formatClock(completeUntil, find('[name=tz]').value)}${waiting}` : 'Nothing recorded yet'
}
