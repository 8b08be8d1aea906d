// Chooses conversions that wait for a confirmation, and approves or rejects them together.
import { request } from './api.js'
import { bindDecisionForm } from './decision_form.js'
import { element, find } from './elements.js'
import { formatCount } from './formats.js'
import { label } from './labels.js'
import { t, tn } from './texts.js'

const questions = {
  approve: count => tn('Approve {number} conversion? They become payable.', 'Approve {number} conversions? They become payable.', count, { number: formatCount(count) }),
  reject: count => tn('Reject {number} conversion? They are not paid.', 'Reject {number} conversions? They are not paid.', count, { number: formatCount(count) }),
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
    return this.rows.length ? [{ label: t('Select'), cell: row => this.box(row) }] : []
  }

  /** After the table is drawn. */
  draw() {
    find('[data-decide=conversions]').hidden = !this.rows.length
    if (this.rows.length) find('#conversions thead th').replaceChildren(this.allBox())
    this.drawCount()
  }

  box({ event_id: id, type, order_id: orderId, awaits }) {
    if (awaits !== 'confirmation') return ''
    const box = element('input', { type: 'checkbox', 'aria-label': t('Choose: {conversion}', { conversion: `${label('event_type', type).toLowerCase()} ${orderId || id}` }) })
    box.checked = this.chosen.has(id)
    box.addEventListener('change', () => {
      if (box.checked) this.chosen.add(id)
      else this.chosen.delete(id)
      this.drawCount()
    })
    return box
  }

  allBox() {
    const box = element('input', { type: 'checkbox', 'aria-label': t('Select all shown conversions that are to be confirmed') })
    box.checked = this.chosen.size === this.rows.length
    box.addEventListener('change', () => {
      this.chosen = new Set(box.checked ? this.rows.map(row => row.event_id) : [])
      this.redraw()
    })
    return box
  }

  drawCount() {
    find('[data-chosen]').textContent = this.chosen.size ? t('{number} selected', { number: formatCount(this.chosen.size) }) : t('None selected')
  }

  async decide(decision, why) {
    const count = this.chosen.size
    if (!count) throw new Error(t('Select conversions first.'))
    if (!confirm(questions[decision](count))) return t('Nothing was changed')
    const { decided, skipped } = await request('conversions/decisions', {}, { body: { event_ids: [...this.chosen], decision, why } })
    this.chosen.clear()
    await this.reload()
    const values = { number: formatCount(decided.length), others: formatCount(skipped.length) }
    return skipped.length ? t('{number} decided, {others} were decided meanwhile', values) : t('{number} decided', values)
  }
}
