// Everything that partners are owed and paid, a tab each; a tab loads when it is chosen.
import { find } from './elements.js'
import { openNewRun, showPaid, showRuns } from './payout_runs.js'
import { bindAdjustments, showAdjustments } from './payouts_adjustments.js'
import { showDrift, showRefunds } from './payouts_checks.js'
import { showDue } from './payouts_due.js'
import { bindQueue, showQueue } from './payouts_queue.js'
import { bindTabs } from './tabs.js'

const tabs = {
  due: showDue, queue: showQueue, runs: showRuns, paid: showPaid, adjustments: showAdjustments, refunds: showRefunds, drift: showDrift,
}

export function startPayouts() {
  bindQueue()
  bindAdjustments()
  find('[data-new-run]')?.addEventListener('click', () => openNewRun())
  bindTabs(name => tabs[name](find(`#${name} [data-place]`)))
}
