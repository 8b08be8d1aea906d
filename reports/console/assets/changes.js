// What is said beside a total about the period before.
import { find } from './elements.js'
import { formatChange, formatPeriod } from './formats.js'

export const describeChange = (now, before) => formatChange(now, before) ?? (now ? 'none before' : null)

/** Says once which days the changes are against. */
export function drawPrevious(period) {
  find('#previous').textContent = `Changes are against ${formatPeriod(period)}.`
}
