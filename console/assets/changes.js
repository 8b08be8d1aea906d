// What is said beside a total about the period before.
import { ask } from './api.js'
import { find } from './elements.js'
import { formatChange, formatPeriod } from './formats.js'
import { previousPeriod } from './periods.js'

// That period is over and seldom changes: it is asked for once, after the figures that people wait for.
const known = new Map()
const nameQuestion = (path, view) => path + JSON.stringify(view)

/** Its totals where they are known already, else undefined. */
export const knownBefore = (path, view) => known.get(nameQuestion(path, view))

/** Its totals as `before`: what the same question says of as many days before. */
export async function askBefore(path, view, signal) {
  const question = nameQuestion(path, view)
  if (!known.has(question)) known.set(question, (await ask(path, { ...view, ...previousPeriod(view) }, { signal })).totals)
  return { before: known.get(question) }
}

/** Nothing while `before` is undefined: not known yet. */
export function describeChange(now, before) {
  if (before === undefined) return null
  return formatChange(now, before) ?? (now ? 'none before' : null)
}

/** Says once which days the changes are against. */
export function drawPrevious(period) {
  find('#previous').textContent = `Changes are against ${formatPeriod(period)}.`
}
