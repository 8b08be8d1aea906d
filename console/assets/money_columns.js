// Columns of money for tables.js, and sums of one field of all rows, a currency each.
import { formatMoney } from './formats.js'
import { addMoney } from './money.js'

/** `get(row)` is money or null. */
export const moneyColumn = (label, get, more = {}) => ({
  label, value: row => get(row)?.minor ?? null, cell: row => formatMoney(get(row)), isFigure: true, isNarrow: true, ...more,
})

/** The sums as one text, without currencies in which it is nothing; nothing at all is a dash. */
export function sumMoney(rows, get) {
  const sums = addMoney(rows.map(row => [get(row)]))
  const some = sums.filter(money => money.minor)
  return (some.length ? some : sums.slice(0, 1)).map(formatMoney).join(' · ') || '–'
}

/** A decimal text as whole minor units; null where it is no amount of so many digits. */
export function parseMinor(text, digits) {
  const match = /^(-?)(\d+)(?:[.,](\d+))?$/.exec(text.trim())
  if (!match || (match[3] ?? '').length > digits) return null
  const minor = Number(match[2] + (match[3] ?? '').padEnd(digits, '0'))
  return Number.isSafeInteger(minor) ? (match[1] ? -minor : minor) : null
}

export const writeMinor = (minor, digits) => (minor / 10 ** digits).toFixed(digits)

/** How many digits an amount of the API has after its point. */
export const digitsOf = money => money.amount.split('.')[1]?.length ?? 0
