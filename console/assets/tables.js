// Fills a table from rows: headings sort, figures are right-aligned, totals are in the footer.
import { element } from './elements.js'

/**
 * A column is { label, value(row), cell(row)?, format(value)?, total?, isFigure?, isNarrow?, isWide?, share(row)? }:
 * `value` sorts, `cell` or `format(value)` is shown; `share` (0 to 1) underlines the figure; `isWide` columns are hidden on phones.
 */
export function fillTable(table, columns, rows) {
  const sort = table.sort
  const at = sort ? columns.findIndex(column => column.label === sort.label) : -1
  const shown = at < 0 ? rows : sortRows(rows, columns[at], sort.direction)
  const sortBy = (label, direction) => {
    table.sort = { label, direction }
    fillTable(table, columns, rows)
  }
  const focused = table.contains(document.activeElement) ? nameOf(document.activeElement) : null
  table.tHead?.remove()
  table.tFoot?.remove()
  for (const body of [...table.tBodies]) body.remove()
  table.append(head(columns, at, sort, sortBy), element('tbody', {}, ...shown.map(row => line(columns, row))))
  if (columns.some(column => column.total !== undefined)) table.append(foot(columns))
  if (focused) [...table.querySelectorAll('button, a')].find(each => nameOf(each) === focused)?.focus()
}

// The focus is restored by the control's name, because its row may have moved.
const nameOf = control => control.getAttribute('aria-label') ?? control.textContent

function sortRows(rows, { value }, direction) {
  const compare = (a, b) => (typeof a === 'string' ? a.localeCompare(b) : (a ?? -Infinity) - (b ?? -Infinity))
  return [...rows].sort((a, b) => direction * compare(value(a), value(b)))
}

function head(columns, at, sort, sortBy) {
  const cells = columns.map((column, i) => {
    const current = i === at ? sort.direction : 0
    const next = current ? -current : column.isFigure ? -1 : 1
    const button = element('button', { type: 'button' }, column.label)
    button.addEventListener('click', () => sortBy(column.label, next))
    const direction = { 1: 'ascending', '-1': 'descending' }[current]
    const isSortable = column.value && column.label
    return element('th', { scope: 'col', class: styleOf(column), 'aria-sort': direction }, isSortable ? button : column.label)
  })
  return element('thead', {}, element('tr', {}, ...cells))
}

function line(columns, row) {
  const cells = columns.map((column, i) => {
    const share = column.share?.(row)
    const style = share == null ? {} : { '--share': share }
    const name = i ? 'td' : 'th'
    const classes = [styleOf(column), share == null ? '' : 'share'].filter(Boolean).join(' ')
    return element(name, { scope: i ? null : 'row', class: classes || null, style }, show(column, row))
  })
  return element('tr', {}, ...cells)
}

function show(column, row) {
  if (column.cell) return column.cell(row)
  return column.format ? column.format(column.value(row)) : column.value(row)
}

function foot(columns) {
  const cells = columns.map((column, i) =>
    element(i ? 'td' : 'th', { scope: i ? null : 'row', class: styleOf(column) }, column.total ?? ''))
  return element('tfoot', {}, element('tr', {}, ...cells))
}

const styleOf = ({ isFigure, isNarrow, isWide }) =>
  [isFigure && 'figure', isNarrow && 'nowrap', isWide && 'wide'].filter(Boolean).join(' ') || null

/** The main figures, as [label, text, change]. */
export function fillTotals(list, totals) {
  list.replaceChildren(...totals.map(([label, text, change]) =>
    element('div', {}, element('dt', {}, label), element('dd', {}, text, change && element('small', { class: 'change' }, change)))))
}

/** One table for each caption, kept between redraws so that its sorting and the focus stay. */
export function placeTables(place, captions) {
  const there = new Map([...place.children].map(region => [region.getAttribute('aria-label'), region]))
  const regions = captions.map(caption => there.get(caption) ?? makeRegion(caption))
  if (regions.length !== there.size || regions.some((region, i) => region !== place.children[i])) place.replaceChildren(...regions)
  return regions.map(region => region.querySelector('table'))
}

function makeRegion(caption) {
  const table = element('table', {}, element('caption', {}, caption))
  return element('div', { class: 'scroll', role: 'region', 'aria-label': caption, tabindex: 0 }, table)
}
