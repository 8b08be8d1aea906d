// All partners of the site side by side.
import { request } from './api.js'
import { loadPreviousTotals, findPreviousTotals } from './previous_period.js'
import { element, find } from './elements.js'
import { linkExports } from './exports.js'
import { formatCount, formatShare, nameModel } from './formats.js'
import { revenueColumns } from './money.js'
import { drawPartnerTotals } from './partner_totals.js'
import { startReport } from './report.js'
import { fillTable } from './tables.js'

export function startPartners() {
  startReport({
    load: async (view, signal) => ({
      ...await request('partners/stats', totalsOf(view), { signal }),
      before: findPreviousTotals('partners/stats', totalsOf(view)),
    }),
    loadLater: view => [signal => loadPreviousTotals('partners/stats', totalsOf(view), signal)],
    draw: (stats, view) => {
      drawPartnerTotals(stats.totals, stats.before, view)
      drawPartners(stats)
      linkExports('partners/stats', { ...view, interval: 'total' })
    },
    isEmpty: ({ totals }) => !totals.clicks && !totals.leads && !totals.sales,
  })
}

const totalsOf = view => ({ ...view, interval: 'total' })

function drawPartners({ rows, totals, meta }) {
  find('#partners caption').textContent = `Credit by ${nameModel(meta)}`
  const count = (label, name) => ({
    label, value: row => row[name], format: formatCount, total: formatCount(totals[name]), isFigure: true,
  })
  fillTable(find('#partners'), [
    { label: 'Partner', value: row => row.name, cell: linkPartner, total: 'Total' },
    count('Clicks', 'clicks'),
    count('Visitors', 'visitors'),
    count('Leads', 'leads'),
    count('Sales', 'sales'),
    { label: 'Sales rate', value: row => row.conversion_rate, format: formatShare, total: formatShare(totals.conversion_rate), isFigure: true },
    ...revenueColumns(rows, totals.revenue),
  ], rows)
}

function linkPartner({ partner_id: id, name }) {
  const { search } = location
  return id ? element('a', { href: `/partners/${id}${search}` }, name) : name
}
