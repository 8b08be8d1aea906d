// The life of a report's page: ask, draw, say what went wrong, and ask again when more events are stored.
import { ask } from './api.js'
import { find } from './elements.js'
import { formatClock, formatCount } from './formats.js'
import { bindView, readView } from './view.js'

const POLL_MS = 2000
// A costly report is asked for again less often: it may take a twentieth of the time at most.
const REST_FACTOR = 20

/** `load(view, signal)` answers what `draw(answer, view)` shows; `isEmpty(answer)` brings up the page's first steps. */
export function startReport({ load, draw, isEmpty }) {
  const form = find('[data-filters]')
  const state = { stored: null, restUntil: 0, asking: null }
  const show = () => showReport(form, state, { load, draw, isEmpty })
  bindView(form, show)
  show()
  followFreshness(state, show)
}

async function showReport(form, state, { load, draw, isEmpty }) {
  state.asking?.abort()
  const asking = state.asking = new AbortController()
  const began = performance.now()
  const busy = setTimeout(() => setBusy(true), 150)
  try {
    const view = readView(form)
    const answer = await load(view, asking.signal)
    draw(answer, view)
    settle({ isEmpty: isEmpty(answer) })
  } catch (error) {
    if (error.name !== 'AbortError') settle({ problem: error.message })
  } finally {
    clearTimeout(busy)
    if (state.asking === asking) {
      state.asking = null
      state.restUntil = performance.now() + REST_FACTOR * (performance.now() - began)
      setBusy(false)
    }
  }
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
  if (!document.hidden) {
    try {
      const freshness = await ask('freshness')
      drawFreshness(freshness)
      const isNewer = state.stored !== null && freshness.stored !== state.stored
      if (state.stored === null) state.stored = freshness.stored
      if (isNewer && !state.asking && performance.now() > state.restUntil) {
        state.stored = freshness.stored
        show()
      }
    } catch {
      drawFreshness(null)
    }
  }
  setTimeout(followFreshness, POLL_MS, state, show)
}

function drawFreshness(freshness) {
  const line = find('[data-freshness]')
  line.dataset.state = freshness ? (freshness.lag_events ? 'behind' : 'good') : 'unknown'
  line.textContent = freshness ? describe(freshness) : 'Freshness unknown: the server does not answer'
}

function describe({ complete_until: completeUntil, lag_events: lagEvents }) {
  const waiting = lagEvents ? ` · ${formatCount(lagEvents)} on the way` : ''
  return completeUntil ? `Complete until ${formatClock(completeUntil)}${waiting}` : 'Nothing recorded yet'
}
