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
import { t, tc } from './texts.js'

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
      { label: t('When'), value: row => row.timestamp, format: instant => formatInstant(instant, tz), isNarrow: true },
      { label: t('Who'), value: row => row.who },
      { label: t('Action'), value: row => nameDeed(row.deed) },
      { label: t('Subject'), value: row => nameSubject(row.subject) },
      { label: t('Why'), value: row => row.why },
    ], rows)
  },
}

// As the log of the warehouse writes them.
const deeds = {
  'decision: approve': t('decision: approve'), 'decision: reject': t('decision: reject'), 'decision: undo': t('decision: undo'),
  'rule set': t('rule set'), 'allowance ended': t('allowance ended'),
}
const subjects = {
  click: tc('logged', 'click'), conversion: tc('logged', 'conversion'), partner: tc('logged', 'partner'), version: tc('logged', 'version'),
  prefix: tc('logged', 'prefix'), visitor: tc('logged', 'visitor'), email: tc('logged', 'email'),
}

function nameDeed(deed) {
  const [, day] = /^allowance until (.+)$/.exec(deed) ?? []
  return day ? t('allowance until {day}', { day }) : deeds[deed] ?? deed
}

const nameSubject = subject => subject.replace(/^\w+/, kind => subjects[kind] ?? kind)
