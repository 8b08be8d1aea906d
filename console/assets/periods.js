// Named periods as half-open days [from, to) of a time zone; a day is YYYY-MM-DD.
export function resolvePeriod({ period, from, through, tz }) {
  const today = todayIn(tz)
  if (period === 'custom') {
    const first = isDay(from) ? from : shiftDay(today, -29)
    return { from: first, to: shiftDay(isDay(through) && through >= first ? through : today, 1) }
  }
  return named[period]?.(today) ?? lastDays(countDays(period) || 30, today)
}

/** Whether an address may name it: one of the named, days of one's own, or the last so many days, like `60d`. */
export const isPeriod = text => text in named || text === 'custom' || countDays(text) > 0

const MOST_DAYS = 3660

function countDays(text) {
  const days = /^\d{1,4}d$/.test(text ?? '') ? parseInt(text) : 0
  return days <= MOST_DAYS ? days : 0
}

const isDay = text => /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') && !Number.isNaN(Date.parse(text))

const lastDays = (days, today) => ({ from: shiftDay(today, 1 - days), to: shiftDay(today, 1) })

const named = {
  today: today => ({ from: today, to: shiftDay(today, 1) }),
  yesterday: today => ({ from: shiftDay(today, -1), to: today }),
  month: today => ({ from: `${today.slice(0, 7)}-01`, to: shiftDay(today, 1) }),
  'last-month': today => {
    const lastDay = shiftDay(`${today.slice(0, 7)}-01`, -1)
    return { from: `${lastDay.slice(0, 7)}-01`, to: shiftDay(lastDay, 1) }
  },
  year: today => ({ from: `${today.slice(0, 4)}-01-01`, to: shiftDay(today, 1) }),
}

export function shiftDay(day, days) {
  const moved = new Date(`${day}T12:00Z`)
  moved.setUTCDate(moved.getUTCDate() + days)
  return moved.toISOString().slice(0, 10)
}

/** As many days just before. */
export function previousPeriod({ from, to }) {
  const days = (Date.parse(to) - Date.parse(from)) / 86400000
  return { from: shiftDay(from, -days), to: from }
}

/** Every day of a period, also those without figures. */
export function listDays({ from, to }) {
  const days = []
  for (let day = from; day < to; day = shiftDay(day, 1)) days.push(day)
  return days
}

function todayIn(timeZone) {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts()
  const { year, month, day } = Object.fromEntries(parts.map(({ type, value }) => [type, value]))
  return `${year}-${month}-${day}`
}
