// People by the week of their first click, and what they have bought since, week by week.
import { request } from './api.js'
import { element, find } from './elements.js'
import { linkExports } from './exports.js'
import { formatCount, formatDay, formatMoney } from './formats.js'
import { findMoney, listCurrencies, withMinor } from './money.js'
import { startReport } from './report.js'
import { fillTable, placeTables } from './tables.js'

const WEEK_MS = 7 * 86400000
const COUNTS = { buyers: 'Buyers', repeaters: 'Buyers who came back' }
const MONEY = { repeat_revenue: 'Repeat revenue', revenue: 'Revenue' }

export function startCohorts() {
  startReport({
    load: ({ from, to, tz, currency }, signal) => request('cohorts', { from, to, tz, currency }, { signal }),
    draw: drawCohorts,
    isEmpty: ({ rows }) => !rows.some(row => row.buyers),
  })
}

function drawCohorts({ rows, people }, view) {
  // People cannot be summed across weeks: a buyer of two weeks would count twice.
  const weeks = view.measure in MONEY ? Number(view.weeks) : 1
  find('[data-filter-of=money]').hidden = !(view.measure in MONEY)
  const measures = listMeasures(rows, view.measure)
  find('#summary').textContent = `${formatCount(people)} people clicked first in this period.`
  const tables = placeTables(find('[data-cohorts]'), measures.map(({ caption }) => caption))
  measures.forEach((measure, i) => drawTable(tables[i], groupByCohort(rows, weeks, measure), weeks, measure))
  linkExports('cohorts', view)
}

/** One table, or one a currency. */
function listMeasures(rows, name) {
  if (name in COUNTS) return [{ caption: `${COUNTS[name]} by weeks since the first click`, valueOf: row => row[name], format: formatCount }]
  return listCurrencies(rows.map(row => row.revenue)).map(none => ({
    caption: `${MONEY[name]} in ${none.currency} by weeks since the first click`,
    valueOf: row => findMoney(row[name], none)?.minor ?? 0,
    format: minor => formatMoney(withMinor(none, minor)),
    isSummed: true,
  }))
}

function groupByCohort(rows, weeks, { valueOf }) {
  const cohorts = new Map()
  for (const row of rows) {
    const cohort = cohorts.get(row.cohort) ?? { cohort: row.cohort, people: row.people, values: [] }
    const at = Math.floor(row.week / weeks)
    cohort.values[at] = (cohort.values[at] ?? 0) + valueOf(row)
    cohorts.set(row.cohort, cohort)
  }
  return [...cohorts.values()]
}

function drawTable(table, cohorts, weeks, { format, isSummed }) {
  const length = Math.max(0, ...cohorts.map(cohort => cohort.values.length))
  const most = Math.max(0, ...cohorts.flatMap(cohort => cohort.values.filter(value => value != null)))
  const sum = cohort => cohort.values.reduce((total, value) => total + (value ?? 0), 0)
  fillTable(table, [
    { label: 'First click', value: row => row.cohort, format: formatDay },
    { label: 'People', value: row => row.people, format: formatCount, isFigure: true },
    ...(isSummed ? [{ label: 'All', value: sum, format, isFigure: true }] : []),
    ...Array.from({ length }, (_, at) => ({
      label: weeks === 1 ? `Week ${at}` : `Weeks ${at * weeks}–${at * weeks + weeks - 1}`,
      value: row => row.values[at] ?? (hasBegun(row, at * weeks) ? 0 : null),
      cell: row => showHeat(row, at, weeks, most, format),
      isFigure: true,
    })),
  ], cohorts)
}

function showHeat(row, at, weeks, most, format) {
  const value = row.values[at] ?? 0
  if (!value) return hasBegun(row, at * weeks) ? '–' : ''
  return element('span', { class: 'heat', style: { '--share': Math.max(0, value / most) } }, format(value))
}

/** Whether that week after the first click has begun for anyone in the cohort. */
const hasBegun = ({ cohort }, week) => Date.parse(cohort) + week * WEEK_MS <= Date.now()
