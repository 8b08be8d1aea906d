// The first page: one call answers all of it.
import { request } from './api.js'
import { find } from './elements.js'
import { drawLive } from './overview_live.js'
import { drawMetrics } from './overview_metrics.js'
import { drawSetup, drawTables, drawTasks } from './overview_lists.js'
import { startReport } from './report.js'

// So the minutes move on where nothing happens.
const REDRAW_LIVE_MS = 20000

export function startOverview() {
  const form = find('#filters')
  const state = { answer: null }
  startReport({
    load: (view, signal) => load(view, signal, state),
    draw: (answer, view) => {
      drawSetup(answer.setup)
      drawMetrics(answer, view, metric => {
        form.elements.metric.value = metric
        form.dispatchEvent(new Event('change'))
      })
      drawTables(answer)
      drawTasks(answer.tasks)
      drawLive(answer)
    },
    isEmpty: () => false,
  })
  setInterval(() => { if (state.answer && !document.hidden) drawLive(state.answer) }, REDRAW_LIVE_MS)
}

async function load({ from, to, tz, compare }, signal, state) {
  const asked = { from, to, tz, compare: compare === 'off' ? 'off' : 'previous' }
  state.answer = await request('overview', asked, { signal })
  return state.answer
}
