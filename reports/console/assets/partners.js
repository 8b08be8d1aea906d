// All partners of the site side by side.
import { ask, addressOf } from './api.js'
import { element, find } from './elements.js'
import { formatCount, formatShare, nameModel } from './formats.js'
import { revenueColumns } from './money.js'
import { startReport } from './report.js'
import { fillTable } from './tables.js'

export function startPartners() {
  startReport({
    load: (view, signal) => ask('partners/stats', { ...view, interval: 'total' }, { signal }),
    draw: drawPartners,
    isEmpty: ({ totals }) => !totals.clicks && !totals.leads && !totals.sales,
  })
}

function drawPartners({ rows, totals, meta }, view) {
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
  find('[data-csv]').href = addressOf('partners/stats', { ...view, format: 'csv' })
}

function linkPartner({ partner_id: id, name }) {
  const { search } = location
  return id ? element('a', { href: `/partners/${id}${search}` }, name) : name
}
