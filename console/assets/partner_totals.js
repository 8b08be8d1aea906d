// The totals of one partner or of all, with their change since the period before.
import { describeChange, drawPreviousPeriod } from './previous_period.js'
import { find } from './elements.js'
import { formatCount, formatShare } from './formats.js'
import { revenueTotals } from './money.js'
import { fillTotals } from './tables.js'
import { t } from './texts.js'

export function drawPartnerTotals(totals, before, view) {
  const count = (label, name) => [label, formatCount(totals[name]), describeChange(totals[name], before?.[name])]
  fillTotals(find('#totals'), [
    ...revenueTotals(totals.revenue, before?.revenue),
    count(t('Sales'), 'sales'),
    [t('Sales rate'), formatShare(totals.conversion_rate)],
    count(t('Leads'), 'leads'),
    count(t('Clicks'), 'clicks'),
    count(t('Visitors'), 'visitors'),
  ])
  drawPreviousPeriod(view)
}
