// Revenue is a figure per currency; currencies stand side by side and are never added.
import { describeChange } from './previous_period.js'
import { formatMoney } from './formats.js'

export function listCurrencies(rows) {
  return [...new Set(rows.flatMap(row => Object.keys(row.revenue)))].sort()
}

/** One column a currency, summed where `totals` are given; with a single one the heading needs no name. */
export function revenueColumns(rows, totals) {
  const currencies = listCurrencies(rows)
  return currencies.map(currency => ({
    label: currencies.length > 1 ? `Revenue ${currency}` : 'Revenue',
    value: row => row.revenue[currency] ?? null,
    format: amount => formatMoney(amount, currency),
    ...(totals && { total: formatMoney(totals[currency] ?? 0, currency) }),
    isFigure: true,
  }))
}

/** Totals as `fillTotals` takes them; with the revenue `before`, also those of currencies that had revenue only then. */
export function revenueTotals(revenue, before) {
  const currencies = listCurrencies([{ revenue }, { revenue: before ?? {} }])
  return currencies.map(currency => {
    const amount = revenue[currency] ?? 0
    const label = currencies.length > 1 ? `Revenue ${currency}` : 'Revenue'
    return [label, formatMoney(amount, currency), before && describeChange(amount, before[currency] ?? 0)]
  })
}
