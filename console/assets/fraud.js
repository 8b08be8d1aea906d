// Fraud review: the queue, the rules with their trials, the allow list, and the log.
import { request } from './api.js'
import { find } from './elements.js'
import { formatInstant } from './formats.js'
import { makeAllowances } from './fraud_allowances.js'
import { makeQueue } from './fraud_queue.js'
import { makeRules } from './fraud_rules.js'
import { showSection } from './sections.js'
import { startReport } from './report.js'
import { fillTable } from './tables.js'

export function startFraud() {
  const views = { queue: makeQueue(), rules: makeRules(), allowances: makeAllowances(), log }
  startReport({
    load: (view, signal) => views[view.show].load(view, signal),
    draw: (answer, view) => {
      showSection(view.show)
      views[view.show].draw(answer, view)
    },
    isEmpty: () => false,
  })
}

const log = {
  load: ({ from, to, tz }, signal) => request('fraud/log', { from, to, tz, limit: 500 }, { signal }),
  draw({ rows }, { tz }) {
    find('[data-log-empty]').hidden = rows.length > 0
    fillTable(find('#log'), [
      { label: 'When', value: row => row.timestamp, format: instant => formatInstant(instant, tz), isNarrow: true },
      { label: 'Who', value: row => row.who },
      { label: 'Action', value: row => row.deed },
      { label: 'Subject', value: row => row.subject },
      { label: 'Why', value: row => row.why },
    ], rows)
  },
}
