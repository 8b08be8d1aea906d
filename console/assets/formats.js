// Figures, money and times as the viewer's locale writes them.
import { label } from './labels.js'
import { locales } from './locales.js'
import { shiftDay } from './periods.js'
import { t } from './texts.js'

const none = '–'

const whole = new Intl.NumberFormat(locales, { maximumFractionDigits: 0 })
const fractional = new Intl.NumberFormat(locales, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const percents = new Intl.NumberFormat(locales, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
const weights = new Intl.NumberFormat(locales, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const wholePercents = new Intl.NumberFormat(locales, { style: 'percent' })
const changes = new Intl.NumberFormat(locales, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' })

export const formatCount = number => (number == null ? none : (isWhole(number) ? whole : fractional).format(number))
// Thirds of a sale, summed up, are off by a rounding error.
const isWhole = number => Math.abs(number - Math.round(number)) < 1e-6

/** Counts of one column in one format: with a fractional credit among them, all get two decimals. */
export function formatLike(numbers) {
  const form = numbers.every(isWhole) ? whole : fractional
  return number => form.format(number)
}

export const formatShare = share => (share == null || Number.isNaN(share) ? none : percents.format(share))
/** With one digit, so that a column of them is even. */
export const formatWeight = weight => weights.format(weight)
/** A decimal string, like that of a rate, with the digits that it has. */
/** A number as it was given, with all its digits. */
export const formatExactly = number => new Intl.NumberFormat(locales, { maximumFractionDigits: 20 }).format(number)
export const formatDecimal = text => new Intl.NumberFormat(locales, { maximumFractionDigits: 4 }).format(text)
export const formatWholeShare = share => wholePercents.format(share)
/** The relative change with its sign; null where there was nothing before. */
export const formatChange = (now, before) => (before ? changes.format((now - before) / Math.abs(before)) : null)
export const formatClock = (instant, timeZone, timeStyle = 'medium') =>
  new Intl.DateTimeFormat(locales, { timeStyle, timeZone }).format(new Date(instant))

/**
 * Money of an answer; the digits are those of its decimal string, for a browser's own list of currencies differs.
 * Not by the narrow symbols: `$` and `kr` are several currencies.
 */
export function formatMoney(money) {
  if (money == null) return none
  const { currency, amount } = money
  const digits = amount.split('.')[1]?.length ?? 0
  return new Intl.NumberFormat(locales, {
    style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits,
  }).format(amount)
}

/** Money in short, for scales: €200, €1.2K. */
export function formatShortMoney(money) {
  if (money == null) return none
  return new Intl.NumberFormat(locales, { style: 'currency', currency: money.currency, notation: 'compact' }).format(money.amount)
}

/** Day and time; the year only if it is not the current one. */
export function formatInstant(instant, timeZone) {
  const year = { timeZone, year: 'numeric' }
  const isThisYear = new Date(instant).toLocaleString('en', year) === new Date().toLocaleString('en', year)
  const parts = { timeZone, day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', ...(!isThisYear && { year: 'numeric' }) }
  return new Intl.DateTimeFormat(locales, parts).format(new Date(instant))
}

/** The day of an instant. */
export const formatInstantDay = (instant, timeZone) =>
  new Intl.DateTimeFormat(locales, { timeZone, day: 'numeric', month: 'short' }).format(new Date(instant))

const noonOf = day => new Date(`${day.slice(0, 10)}T12:00Z`)
const makeDayFormat = options => new Intl.DateTimeFormat(locales, { month: 'short', day: 'numeric', timeZone: 'UTC', ...options })
const makeDateFormat = noon => makeDayFormat({ year: noon.getUTCFullYear() === new Date().getUTCFullYear() ? undefined : 'numeric' })

/** A calendar day, given as YYYY-MM-DD or as the instant it begins, without a time zone conversion. */
export const formatDay = day => makeDayFormat().format(noonOf(day))

/** The same with the year, if it is not the current one. */
export const formatDate = day => makeDateFormat(noonOf(day)).format(noonOf(day))

/** The days of a half-open period, first and last; the year only if the first is not of the current one. */
export function formatPeriod({ from, to }) {
  const [first, last] = [from, shiftDay(to, -1)].map(noonOf)
  return makeDateFormat(first).formatRange(first, last)
}

const units = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]]

/** One whole unit in short form: 6h, 10m. */
export function formatBound(seconds) {
  const [unit, size] = units.find(([, most]) => seconds >= most)
  return formatUnit(seconds / size, unit, 'narrow')
}

/** The two largest units: 3 days 4 hr, 12 min. */
export function formatDuration(seconds) {
  if (seconds == null) return none
  let left = Math.round(seconds)
  const first = units.findIndex(([, size]) => left >= size)
  if (first < 0) return formatUnit(0, 'second')
  return units.slice(first, first + 2).map(([unit, size]) => {
    const number = Math.floor(left / size)
    left -= number * size
    return number && formatUnit(number, unit)
  }).filter(Boolean).join(' ')
}

function formatUnit(number, unit, unitDisplay = 'short') {
  return new Intl.NumberFormat(locales, { style: 'unit', unit, unitDisplay }).format(number)
}

/** The model and window of an answer; a request that names none gets the program's. */
export function nameModel({ model, window_ms: windowMs }) {
  const name = model === 'program' ? t('the programs’ models') : label('model', model).toLowerCase()
  return t('{model} within {time}', { model: name, time: formatDuration(windowMs / 1000) })
}
