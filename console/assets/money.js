// Money as answers have it, `{minor, currency, amount}`: currencies stand side by side and are never added.
import { describeChange } from './previous_period.js'
import { formatMoney } from './formats.js'

/** A sample of each currency in the lists, by its name; nothing of it, in the currency's own digits. */
export function listCurrencies(lists) {
  const samples = new Map(lists.flat().map(money => [money.currency, money]))
  return [...samples.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1)).map(sample => withMinor(sample, 0))
}

/** What the list has in a currency, else null. */
export const findMoney = (list, { currency }) => list.find(money => money.currency === currency) ?? null

/** The sums of lists, one a currency. */
export const addMoney = lists => listCurrencies(lists).map(none =>
  withMinor(none, lists.flat().reduce((sum, money) => sum + (money.currency === none.currency ? money.minor : 0), 0)))

/** Another amount of the same currency, by the digits that its decimal string has. */
export function withMinor({ currency, amount }, minor) {
  const digits = amount.split('.')[1]?.length ?? 0
  return { minor, currency, amount: (minor / 10 ** digits).toFixed(digits) }
}

/** One column a currency, summed where `totals` are given; with a single one the heading needs no name. */
export function revenueColumns(rows, totals) {
  const currencies = listCurrencies(rows.map(row => row.revenue))
  return currencies.map(none => ({
    label: currencies.length > 1 ? `Revenue ${none.currency}` : 'Revenue',
    value: row => findMoney(row.revenue, none)?.minor ?? null,
    cell: row => formatMoney(findMoney(row.revenue, none)),
    ...(totals && { total: formatMoney(findMoney(totals, none) ?? none) }),
    isFigure: true,
  }))
}

/** Totals as `fillTotals` takes them; with the revenue `before`, also those of currencies that had revenue only then. */
export function revenueTotals(revenue, before) {
  const currencies = listCurrencies([revenue, before ?? []])
  return currencies.map(none => {
    const money = findMoney(revenue, none) ?? none
    const label = currencies.length > 1 ? `Revenue ${none.currency}` : 'Revenue'
    return [label, formatMoney(money), before && describeChange(money.minor, findMoney(before, none)?.minor ?? 0)]
  })
}

/** All currencies of one cell. */
export const formatAll = list => list.map(formatMoney).join(', ') || formatMoney(null)
