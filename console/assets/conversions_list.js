// Conversions with their decisions, page by page, each with a button that explains it.
import { request } from './api.js'
import { ConversionChoice } from './conversion_choice.js'
import { decisionBadge } from './decisions.js'
import { element, find } from './elements.js'
import { formatInstant, formatInstantDay, formatMoney } from './formats.js'
import { label } from './labels.js'
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
    this.choice = find('[data-decide=conversions]') && new ConversionChoice(() => this.draw(), () => this.reload())
  }

  async load(view, signal) {
    const isSameView = JSON.stringify(view) === JSON.stringify(this.view)
    const limit = isSameView ? Math.max(this.rows.length, PAGE_ROWS) : PAGE_ROWS
    const answer = await this.requestPage(view, { limit }, signal)
    Object.assign(this, { view, rows: answer.rows, cursor: answer.next_cursor })
  }

  async reload() {
    await this.load(this.view)
    this.draw()
  }

  async loadMore() {
    const answer = await this.requestPage(this.view, { limit: PAGE_ROWS, cursor: this.cursor })
    Object.assign(this, { rows: [...this.rows, ...answer.rows], cursor: answer.next_cursor })
    this.draw()
  }

  requestPage({ from, to, tz }, part, signal) {
    return request('conversions', { from, to, tz, ...part, ...this.parameters }, { signal })
  }

  draw() {
    const choice = this.choice?.columns(this.rows) ?? []
    fillTable(find('#conversions'), [...choice, ...columnsIn(this.view)], this.rows)
    this.choice?.draw()
    find('[data-more]').hidden = !this.cursor
    const none = find('[data-no-conversions]')
    if (none) none.hidden = this.rows.length > 0
  }
}

function columnsIn({ tz }) {
  return [
    { label: 'When', value: row => row.timestamp, cell: row => showMoment(row.timestamp, tz) },
    { label: 'What', value: row => label('event_type', row.type), isWide: true },
    { label: 'Order', value: row => row.order_id, isNarrow: true, isWide: true },
    { label: 'Partner', value: row => row.partner_name || row.ref, cell: showPartner },
    { label: 'Amount', value: row => row.value?.minor ?? null, cell: row => formatMoney(row.value), isFigure: true },
    { label: 'Status', value: row => row.decision, cell: badge },
    { label: '', cell: whyButton },
  ]
}

// On a phone the day alone, and the order under its partner.
function showMoment(instant, timeZone) {
  return element('span', {}, element('span', { class: 'wide' }, formatInstant(instant, timeZone)),
    element('span', { class: 'narrow' }, formatInstantDay(instant, timeZone)))
}

function showPartner({ partner_name: name, ref, order_id: orderId, type }) {
  return element('span', {}, name || ref || '–', element('small', { class: 'quiet narrow under' }, orderId || label('event_type', type)))
}

function badge(row) {
  const { duplicates } = row
  const repeats = duplicates ? element('span', { class: 'quiet wide' }, ` reported ${duplicates + 1} times`) : null
  return element('span', {}, decisionBadge(row), repeats)
}

function whyButton({ event_id: eventId, order_id: orderId, type }) {
  const button = element('button', { type: 'button', class: 'link', 'aria-label': `Why: ${type} ${orderId || eventId}` }, 'Why')
  button.addEventListener('click', () => openWhy(eventId))
  return button
}
