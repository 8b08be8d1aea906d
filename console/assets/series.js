// A series for a chart: every day of the period in order, days without figures as zero.
import { listDays } from './periods.js'

export function fillDays(series, view, valueOf) {
  const values = new Map()
  for (const point of series) {
    const day = point.start.slice(0, 10)
    values.set(day, (values.get(day) ?? 0) + valueOf(point))
  }
  const days = listDays(view)
  return { days, values: days.map(day => values.get(day) ?? 0) }
}
