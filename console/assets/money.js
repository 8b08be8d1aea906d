// Money as answers have it, `{minor, currency, amount}`: currencies stand side by side and are never added.
import { describeChange } from './previous_period.js'
import { element } from './elements.js'
import { formatMoney } from './formats.js'
import { t } from './texts.js'

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

/** The currency that most of the money is in, as nothing of it; null without money. Whole units are compared. */
export function findMain(lists) {
  const sums = addMoney(lists)
  return sums.length ? withMinor(sums.reduce((most, each) => (Number(each.amount) > Number(most.amount) ? each : most)), 0) : null
}

/** One cell: the main currency, and behind it, smaller, what there is of others. */
export function showMoney(list, main) {
  const first = main && findMoney(list, main)
  const others = list.filter(money => money !== first && money.minor)
  if (!first && others.length) return element('span', {}, others.map(formatMoney).join(', '))
  const text = formatMoney(first ?? null)
  if (!others.length) return text
  return element('span', {}, text, element('small', { class: 'beside' }, ` + ${others.map(formatMoney).join(' + ')}`))
}

/** The column of revenue; sorted by the main currency. With \`totals\` it is summed. */
export function revenueColumns(rows, totals) {
  const main = findMain(totals ? [totals] : rows.map(row => row.revenue))
  return [{
    label: t('Revenue'),
    value: row => (main && findMoney(row.revenue, main)?.minor) ?? (row.revenue.length ? 0 : null),
    cell: row => showMoney(row.revenue, main),
    ...(totals && { total: showMoney(totals, main) }),
    isFigure: true,
  }]
}

/** The total as \`fillTotals\` takes it; its change is that of the main currency, since the revenue \`before\`. */
export function revenueTotals(revenue, before) {
  const main = findMain([revenue]) ?? findMain([before ?? []])
  if (!main) return []
  const shown = revenue.length ? showMoney(revenue, main) : formatMoney(main)
  return [[t('Revenue'), shown, before && describeChange(findMoney(revenue, main)?.minor ?? 0, findMoney(before, main)?.minor ?? 0)]]
}

/** All currencies of one cell. */
export const formatAll = list => list.map(formatMoney).join(', ') || formatMoney(null)
