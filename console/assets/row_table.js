// A table made in an empty place: `drawRows(place, 'Sites', columns, rows)`; the columns are those of tables.js.
import { element } from './elements.js'
import { showEmpty } from './states.js'
import { fillTable } from './tables.js'
import { t } from './texts.js'

export function drawRows(place, caption, columns, rows) {
  if (!rows.length) return showEmpty(place, t('Nothing here yet'), t('{caption} will be listed here.', { caption }))
  const id = `${caption.toLowerCase().replaceAll(' ', '-')}-caption`
  const table = element('table', {}, element('caption', { id }, caption))
  place.append(element('div', { class: 'scroll', role: 'region', 'aria-labelledby': id, tabindex: 0 }, table))
  fillTable(table, columns, rows)
}
