// The review of fraud: the queue, the rules with their trials, what is passed over, and who did what.
import { ask } from './api.js'
import { find } from './elements.js'
import { formatInstant } from './formats.js'
import { makeAllowances } from './fraud_allowances.js'
import { makeQueue } from './fraud_queue.js'
import { makeRules } from './fraud_rules.js'
import { showParts } from './parts.js'
import { startReport } from './report.js'
import { fillTable } from './tables.js'

export function startFraud() {
  const views = { queue: makeQueue(), rules: makeRules(), allowances: makeAllowances(), log }
  startReport({
    load: (view, signal) => views[view.show].load(view, signal),
    draw: (answer, view) => {
      showParts(view.show)
      views[view.show].draw(answer, view)
    },
    isEmpty: () => false,
  })
}

const log = {
  load: ({ from, to, tz }, signal) => ask('fraud/log', { from, to, tz, limit: 500 }, { signal }),
  draw({ rows }, { tz }) {
    find('[data-no-deeds]').hidden = rows.length > 0
    fillTable(find('#log'), [
      { label: 'When', value: row => row.timestamp, format: instant => formatInstant(instant, tz), isNarrow: true },
      { label: 'Who', value: row => row.who },
      { label: 'Did', value: row => row.deed },
      { label: 'To', value: row => row.subject },
      { label: 'Why', value: row => row.why },
    ], rows)
  },
}
