// Who earned which part of the conversions under the chosen model, and how they came day by day.
import { addressOf, ask } from './api.js'
import { drawDays } from './charts.js'
import { element, find } from './elements.js'
import { formatLike, formatShare, nameModel } from './formats.js'
import { revenueColumns, revenueTotals } from './money.js'
import { startReport } from './report.js'
import { readSeries } from './series.js'
import { fillTable, fillTotals } from './tables.js'

export function startAttribution() {
  startReport({
    load: async (view, signal) => {
      const { from, to, tz } = view
      const [credits, stats] = await Promise.all([
        ask('attribution', view, { signal }),
        ask('partners/stats', { from, to, tz, interval: 'day' }, { signal }),
      ])
      return { credits, stats }
    },
    draw: ({ credits, stats }, view) => {
      drawCredits(credits, view)
      drawDaily(stats, view)
    },
    isEmpty: ({ credits, stats }) => !credits.rows.length && !stats.totals.clicks,
  })
}

function drawCredits({ rows, totals, meta }, view) {
  const formatCredit = formatLike([totals.conversions, ...rows.map(row => row.conversions)])
  fillTotals(find('#totals'), [[chosenText('conversion'), formatCredit(totals.conversions)], ...revenueTotals(totals.revenue)])
  const share = row => (totals.conversions ? row.conversions / totals.conversions : 0)
  find('#credits caption').textContent = `${chosenText('conversion')} by ${chosenText('by').toLowerCase()}, ${nameModel(meta)}`
  fillTable(find('#credits'), [
    { label: chosenText('by'), value: nameKey, cell: linkKey, total: 'Total' },
    { label: chosenText('conversion'), value: row => row.conversions, format: formatCredit, total: formatCredit(totals.conversions), isFigure: true },
    { label: 'Share', value: share, format: formatShare, total: formatShare(rows.length ? 1 : null), isFigure: true, isWide: true, share },
    ...revenueColumns(rows, totals.revenue),
  ], rows)
  find('[data-csv]').href = addressOf('attribution', { ...view, format: 'csv' })
}

function drawDaily({ series }, view) {
  const counts = {
    sale: point => point.sales,
    lead: point => point.leads,
    all: point => point.sales + point.leads,
  }
  const label = chosenText('conversion')
  drawDays(find('#daily'), { title: `${label} a day through partners`, label, ...readSeries(series, view, counts[view.conversion]) })
}

const chosenText = name => find(`[name=${name}]`).selectedOptions[0].text

function linkKey(row) {
  const { partner_id: id } = row
  return id ? element('a', { href: `/partners/${id}${location.search}` }, nameKey(row)) : nameKey(row)
}

function nameKey({ key, label }) {
  const nobody = find('[name=by]').value === 'partner' ? 'No partner' : '(none)'
  return label ?? { unattributed: 'Unattributed', '(none)': nobody }[key] ?? key
}
