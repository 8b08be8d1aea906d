// A column of boxes that chooses rows of a table: `new RowChoice('#partners', row => row.partner_id, row => row.name, draw)`.
// `columns()` goes in front of the others, `drawAll(rows)` after the table is filled; `draw(chosen rows)` follows each choice.
import { element, find } from './elements.js'
import { t } from './texts.js'

export class RowChoice {
  constructor(table, idOf, nameOf, draw) {
    Object.assign(this, { table, idOf, nameOf, draw, chosen: new Set(), rows: [] })
  }

  columns() {
    return [{ label: t('Select'), cell: row => this.box(row) }]
  }

  drawAll(rows) {
    this.rows = rows
    const there = new Set(rows.map(this.idOf))
    for (const id of this.chosen) if (!there.has(id)) this.chosen.delete(id)
    find(`${this.table} thead th`)?.replaceChildren(this.allBox())
    this.drawChosen()
  }

  clear() {
    this.chosen.clear()
    this.mark()
  }

  box(row) {
    const box = element('input', { type: 'checkbox', 'aria-label': t('Select {name}', { name: this.nameOf(row) }), data: { row: this.idOf(row) } })
    box.checked = this.chosen.has(this.idOf(row))
    box.addEventListener('change', () => {
      if (box.checked) this.chosen.add(this.idOf(row))
      else this.chosen.delete(this.idOf(row))
      this.drawChosen()
    })
    return box
  }

  allBox() {
    const box = element('input', { type: 'checkbox', 'aria-label': t('Select all shown') })
    box.addEventListener('change', () => {
      this.chosen = new Set(box.checked ? this.rows.map(this.idOf) : [])
      this.mark()
    })
    return box
  }

  mark() {
    for (const box of document.querySelectorAll(`${this.table} [data-row]`)) box.checked = this.chosen.has(Number(box.dataset.row))
    this.drawChosen()
  }

  drawChosen() {
    const all = find(`${this.table} thead input`)
    if (all) {
      all.checked = this.rows.length > 0 && this.chosen.size === this.rows.length
      all.indeterminate = this.chosen.size > 0 && !all.checked
    }
    this.draw(this.rows.filter(row => this.chosen.has(this.idOf(row))))
  }
}
