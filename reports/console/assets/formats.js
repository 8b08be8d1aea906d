// Figures, money and times as the viewer's locale writes them.
const locales = navigator.languages
const none = '–'

const whole = new Intl.NumberFormat(locales, { maximumFractionDigits: 0 })
const fractional = new Intl.NumberFormat(locales, { maximumFractionDigits: 2 })
const percents = new Intl.NumberFormat(locales, { style: 'percent', maximumFractionDigits: 1 })
const lists = new Intl.ListFormat(locales, { type: 'conjunction' })
const clock = new Intl.DateTimeFormat(locales, { timeStyle: 'medium' })

export const formatCount = number => (number == null ? none : (Number.isInteger(number) ? whole : fractional).format(number))
export const formatShare = share => (share == null || Number.isNaN(share) ? none : percents.format(share))
export const formatClock = instant => clock.format(new Date(instant))
export const formatList = words => lists.format(words)

export function formatMoney(amount, currency) {
  if (amount == null) return none
  if (!currency) return fractional.format(amount)
  return new Intl.NumberFormat(locales, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(amount)
}

/** Minor units of a currency in its major unit, by the currency's own number of digits. */
export function majorOf(amountMinor, currency) {
  if (amountMinor == null) return null
  const digits = currency ? new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits : 2
  return amountMinor / 10 ** digits
}

export function formatInstant(instant, timeZone) {
  return new Intl.DateTimeFormat(locales, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(instant))
}

/** A calendar day, given as YYYY-MM-DD or as the instant the day begins, without moving it between zones. */
export function formatDay(day) {
  const noon = new Date(`${day.slice(0, 10)}T12:00Z`)
  return new Intl.DateTimeFormat(locales, { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(noon)
}

const units = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]]

/** The two largest units that say something: 3 days 4 hr, 12 min. */
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

function formatUnit(number, unit) {
  return new Intl.NumberFormat(locales, { style: 'unit', unit, unitDisplay: 'short' }).format(number)
}
