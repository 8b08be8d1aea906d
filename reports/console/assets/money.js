// Revenue is a figure per currency; currencies stand side by side and are never added.
import { formatMoney } from './formats.js'

export function listCurrencies(rows) {
  return [...new Set(rows.flatMap(row => Object.keys(row.revenue)))].sort()
}

/** One column a currency; with a single one the heading needs no name. */
export function revenueColumns(rows, totals) {
  const currencies = listCurrencies(rows)
  return currencies.map(currency => ({
    label: currencies.length > 1 ? `Revenue ${currency}` : 'Revenue',
    value: row => row.revenue[currency] ?? null,
    format: amount => formatMoney(amount, currency),
    total: formatMoney(totals[currency] ?? 0, currency),
    isFigure: true,
  }))
}

export function revenueTotals(revenue) {
  const entries = Object.entries(revenue).sort()
  return entries.map(([currency, amount]) => [entries.length > 1 ? `Revenue ${currency}` : 'Revenue', formatMoney(amount, currency)])
}
