// Chooses conversions that wait for a confirmation, and approves or rejects them together.
import { request } from './api.js'
import { bindDecisionForm } from './decision_form.js'
import { element, find } from './elements.js'
import { formatCount } from './formats.js'

const questions = {
  approve: count => `Approve ${count}? They become payable.`,
  reject: count => `Reject ${count}? They are not paid.`,
}

export class ConversionChoice {
  /** `redraw()` draws the list again, `reload()` loads it again. */
  constructor(redraw, reload) {
    Object.assign(this, { redraw, reload, chosen: new Set(), rows: [] })
    bindDecisionForm(find('[data-decide=conversions]'), (decision, why) => this.decide(decision, why))
  }

  /** The column of boxes, if any of the rows waits. */
  columns(rows) {
    this.rows = rows.filter(row => row.awaits === 'confirmation')
    for (const id of [...this.chosen]) if (!this.rows.some(row => row.event_id === id)) this.chosen.delete(id)
    return this.rows.length ? [{ label: 'Select', cell: row => this.box(row) }] : []
  }

  /** After the table is drawn. */
  draw() {
    find('[data-decide=conversions]').hidden = !this.rows.length
    if (this.rows.length) find('#conversions thead th').replaceChildren(this.allBox())
    this.drawCount()
  }

  box({ event_id: id, type, order_id: orderId, awaits }) {
    if (awaits !== 'confirmation') return ''
    const box = element('input', { type: 'checkbox', 'aria-label': `Choose: ${type} ${orderId || id}` })
    box.checked = this.chosen.has(id)
    box.addEventListener('change', () => {
      if (box.checked) this.chosen.add(id)
      else this.chosen.delete(id)
      this.drawCount()
    })
    return box
  }

  allBox() {
    const box = element('input', { type: 'checkbox', 'aria-label': 'Select all shown conversions that are to be confirmed' })
    box.checked = this.chosen.size === this.rows.length
    box.addEventListener('change', () => {
      this.chosen = new Set(box.checked ? this.rows.map(row => row.event_id) : [])
      this.redraw()
    })
    return box
  }

  drawCount() {
    find('[data-chosen]').textContent = this.chosen.size ? `${formatCount(this.chosen.size)} selected` : 'None selected'
  }

  async decide(decision, why) {
    const count = this.chosen.size
    if (!count) throw new Error('Select conversions first.')
    if (!confirm(questions[decision](`${formatCount(count)} ${count === 1 ? 'conversion' : 'conversions'}`))) return 'Nothing was changed'
    const { decided, skipped } = await request('conversions/decisions', {}, { body: { event_ids: [...this.chosen], decision, why } })
    this.chosen.clear()
    await this.reload()
    return `${formatCount(decided.length)} decided${skipped.length ? `, ${formatCount(skipped.length)} were decided meanwhile` : ''}`
  }
}
