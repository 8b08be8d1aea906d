// Conversions with what was decided, page by page, each with its reason one step away.
import { ask } from './api.js'
import { element, find } from './elements.js'
import { formatInstant, formatMoney, majorOf } from './formats.js'
import { fillTable } from './tables.js'
import { bindWhy, openWhy } from './why.js'

const PAGE_ROWS = 50

export class ConversionsList {
  constructor(parameters = {}) {
    this.parameters = parameters
    this.rows = []
    this.cursor = null
    find('[data-more]').addEventListener('click', () => this.loadMore())
    bindWhy(() => this.view)
  }

  async load(view, signal) {
    const answer = await this.ask(view, null, signal)
    Object.assign(this, { view, rows: answer.rows, cursor: answer.next_cursor })
  }

  async loadMore() {
    const answer = await this.ask(this.view, this.cursor)
    Object.assign(this, { rows: [...this.rows, ...answer.rows], cursor: answer.next_cursor })
    this.draw()
  }

  ask({ from, to, tz }, cursor, signal) {
    return ask('conversions', { from, to, tz, limit: PAGE_ROWS, cursor, ...this.parameters }, { signal })
  }

  draw() {
    fillTable(find('#conversions'), columnsIn(this.view), this.rows)
    find('[data-more]').hidden = !this.cursor
  }
}

function columnsIn({ tz }) {
  return [
    { label: 'When', value: row => row.timestamp, format: instant => formatInstant(instant, tz), isNarrow: true },
    { label: 'What', value: row => row.type },
    { label: 'Order', value: row => row.order_id },
    { label: 'Code', value: row => row.ref },
    { label: 'Amount', value: row => row.amount, cell: row => formatMoney(majorOf(row.amount, row.currency), row.currency), isFigure: true },
    { label: 'Decision', value: row => row.decision, cell: badge },
    { label: '', cell: whyButton },
  ]
}

function badge({ decision, reasons, duplicates }) {
  const repeats = duplicates ? element('span', { class: 'quiet' }, ` ${duplicates} × reported again`) : null
  return element('span', { title: reasons.join(', ') }, element('span', { class: 'badge', data: { decision } }, decision), repeats)
}

function whyButton({ event_id: eventId, order_id: orderId, type }) {
  const button = element('button', { type: 'button', class: 'plain', 'aria-label': `Why: ${type} ${orderId || eventId}` }, 'Why')
  button.addEventListener('click', () => openWhy(eventId))
  return button
}
