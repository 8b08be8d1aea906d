// How a total changed since the period before.
import { request } from './api.js'
import { find } from './elements.js'
import { formatChange, formatPeriod } from './formats.js'
import { previousPeriod } from './periods.js'
import { t } from './texts.js'

// That period is over and seldom changes: it is loaded once, after the figures that people wait for.
const cache = new Map()
const makeKey = (path, view) => path + JSON.stringify(view)

/** Its totals if they are loaded already, else undefined. */
export const findPreviousTotals = (path, view) => (view.compare === 'off' ? undefined : cache.get(makeKey(path, view)))

/** Its totals as `before`: those of the same report for as many days before. */
export async function loadPreviousTotals(path, view, signal) {
  if (view.compare === 'off') return {}
  const key = makeKey(path, view)
  if (!cache.has(key)) cache.set(key, (await request(path, { ...view, ...previousPeriod(view) }, { signal })).totals)
  return { before: cache.get(key) }
}

/** Null while `before` is undefined: not loaded yet. */
export function describeChange(now, before) {
  if (before === undefined) return null
  return formatChange(now, before) ?? (now ? t('none before') : null)
}

/** Names the days that the changes are compared with, if they are. */
export function drawPreviousPeriod(view) {
  find('#previous').textContent = view.compare === 'off' ? '' : t('Compared with {period}.', { period: formatPeriod(previousPeriod(view)) })
}
