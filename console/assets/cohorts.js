// People by the week of their first click, and what they have bought since, week by week.
import { request } from './api.js'
import { element, find } from './elements.js'
import { linkExports } from './exports.js'
import { formatCount, formatDay } from './formats.js'
import { addMoney, findMain, findMoney, showMoney } from './money.js'
import { startReport } from './report.js'
import { fillTable, placeTables } from './tables.js'
import { t, tn } from './texts.js'

const WEEK_MS = 7 * 86400000
const COUNTS = { buyers: t('Buyers'), repeaters: t('Buyers who came back') }
const MONEY = { repeat_revenue: t('Repeat revenue'), revenue: t('Revenue') }

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
  const measure = makeMeasure(rows, view.measure)
  find('#summary').textContent = tn('{number} person clicked first in this period.', '{number} people clicked first in this period.', people, { number: formatCount(people) })
  const [table] = placeTables(find('[data-cohorts]'), [measure.caption])
  drawTable(table, groupByCohort(rows, weeks, measure), weeks, measure)
  linkExports('cohorts', view)
}

/** `valueOf` gives a number to compare, `show` what stands in the cell, `add` the sum of what several weeks have. */
function makeMeasure(rows, name) {
  if (name in COUNTS) return { caption: t('{figures} by weeks since the first click', { figures: COUNTS[name] }), get: row => row[name], add: sum, valueOf: count => count, show: formatCount }
  const main = findMain(rows.map(row => row.revenue))
  return {
    caption: t('{figures} by weeks since the first click', { figures: MONEY[name] }),
    get: row => row[name],
    add: addMoney,
    valueOf: list => (main && findMoney(list, main)?.minor) ?? 0,
    show: list => showMoney(list, main),
    isSummed: true,
  }
}

const sum = counts => counts.reduce((total, count) => total + count, 0)

function groupByCohort(rows, weeks, { get, add }) {
  const cohorts = new Map()
  for (const row of rows) {
    const cohort = cohorts.get(row.cohort) ?? { cohort: row.cohort, people: row.people, values: [] }
    const at = Math.floor(row.week / weeks)
    cohort.values[at] = cohort.values[at] === undefined ? get(row) : add([cohort.values[at], get(row)])
    cohorts.set(row.cohort, cohort)
  }
  return [...cohorts.values()]
}

function drawTable(table, cohorts, weeks, { add, valueOf, show, isSummed }) {
  const length = Math.max(0, ...cohorts.map(cohort => cohort.values.length))
  const most = Math.max(0, ...cohorts.flatMap(cohort => cohort.values.filter(value => value != null).map(valueOf)))
  const all = cohort => add(cohort.values.filter(value => value != null))
  fillTable(table, [
    { label: t('First click'), value: row => row.cohort, format: formatDay },
    { label: t('People'), value: row => row.people, format: formatCount, isFigure: true },
    ...(isSummed ? [{ label: t('All'), value: row => valueOf(all(row)), cell: row => show(all(row)), isFigure: true }] : []),
    ...Array.from({ length }, (_, at) => ({
      label: weeks === 1 ? t('Week {number}', { number: at }) : t('Weeks {first}–{last}', { first: at * weeks, last: at * weeks + weeks - 1 }),
      value: row => (row.values[at] === undefined ? (hasBegun(row, at * weeks) ? 0 : null) : valueOf(row.values[at])),
      cell: row => showHeat(row, at, weeks, most, { valueOf, show }),
      isFigure: true,
    })),
  ], cohorts)
}

function showHeat(row, at, weeks, most, { valueOf, show }) {
  const cell = row.values[at]
  const isNothing = cell === undefined || (Array.isArray(cell) ? !cell.some(({ minor }) => minor) : !cell)
  if (isNothing) return hasBegun(row, at * weeks) ? '–' : ''
  return element('span', { class: 'heat', style: { '--share': Math.max(0, most ? valueOf(cell) / most : 0) } }, show(cell))
}

/** Whether that week after the first click has begun for anyone in the cohort. */
const hasBegun = ({ cohort }, week) => Date.parse(cohort) + week * WEEK_MS <= Date.now()
