// Conversions with what became of them, page by page; each opens in the drawer.
import { request } from './api.js'
import { ConversionChoice } from './conversion_choice.js'
import { makeConversionDrawer } from './conversion_drawer.js'
import { decisionBadge } from './decisions.js'
import { element, find } from './elements.js'
import { formatInstant, formatInstantDay, formatMoney } from './formats.js'
import { label } from './labels.js'
import { withMinor } from './money.js'
import { fillTable } from './tables.js'
import { t, tn } from './texts.js'

const PAGE_ROWS = 50
const FILTERS = ['conversion', 'conversion_state', 'stage', 'assigned', 'partner', 'q']
const DEFAULTS = ['', 'all', undefined]

/** Those of the view's filters that choose something. */
export const chooseFilters = view => Object.fromEntries(
  FILTERS.filter(name => !DEFAULTS.includes(view[name])).map(name => [name, view[name]]))

export class ConversionsList {
  constructor(parameters = {}) {
    this.parameters = parameters
    this.rows = []
    this.cursor = null
    find('[data-more]').addEventListener('click', () => this.loadMore())
    this.choice = find('[data-decide=conversions]') && new ConversionChoice(() => this.draw(), () => this.reload())
    // What a person decides in the drawer changes its row.
    makeConversionDrawer(() => this.view && this.reload())
    find('#conversions').addEventListener('click', openRow)
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

  requestPage(view, part, signal) {
    const { from, to, tz } = view
    return request('conversions', { from, to, tz, ...chooseFilters(view), ...part, ...this.parameters }, { signal })
  }

  isFiltered() {
    return Object.keys(chooseFilters(this.view)).length > 0
  }

  draw() {
    const choice = this.choice?.columns(this.rows) ?? []
    fillTable(find('#conversions'), [...choice, ...columnsIn(this.view)], this.rows)
    this.choice?.draw()
    const more = find('[data-more]')
    more.hidden = !this.cursor
    // A filter that few conversions fit looks at so many at a time.
    more.textContent = this.rows.length ? t('Show more') : t('Look further back')
    const none = find('[data-no-conversions]')
    if (none) none.hidden = this.rows.length > 0
  }
}

function columnsIn({ tz }) {
  return [
    { label: t('What'), value: row => nameConversion(row), cell: openLink },
    { label: t('When'), value: row => row.timestamp, cell: row => showMoment(row.timestamp, tz), isNarrow: true },
    { label: t('Partner'), value: row => row.partner_name || row.ref, cell: ({ partner_name: name, ref }) => name || ref || '–' },
    { label: t('Amount'), value: row => netOf(row)?.minor ?? null, cell: showAmount, isFigure: true },
    { label: t('Status'), value: row => row.state, cell: showStatus },
  ]
}

export const nameConversion = ({ type, order_id: orderId }) => `${label('event_type', type)}${orderId ? ` ${orderId}` : ''}`

/** What refunds have left of it; null where it names no amount. */
export const netOf = ({ value, refunded }) => value && withMinor(value, value.minor - (refunded?.minor ?? 0))

// Its name is its own, by which the focus finds it again: leads have no order.
function openLink(row) {
  const { event_id: eventId, order_id: orderId } = row
  const name = nameConversion(row)
  return element('a', { href: `#conversion=${eventId}`, 'aria-label': orderId ? name : `${name} ${eventId.slice(-6)}`, data: { open: '' } }, name)
}

// The whole row opens it; a link is what a keyboard reaches.
function openRow({ target }) {
  if (target.closest('a, button, input, label')) return
  const link = target.closest('tbody tr')?.querySelector('[data-open]')
  // The focus comes back to it.
  link?.focus()
  link?.click()
}

// On a phone the day alone.
function showMoment(instant, timeZone) {
  return element('span', {}, element('span', { class: 'wide' }, formatInstant(instant, timeZone)),
    element('span', { class: 'narrow' }, formatInstantDay(instant, timeZone)))
}

function showAmount(row) {
  if (!row.refunded?.minor) return formatMoney(row.value)
  return element('span', {}, formatMoney(netOf(row)), element('small', { class: 'under' }, t('of {amount}', { amount: formatMoney(row.value) })))
}

// What is paid for a lead, and below it how far somebody is with it.
function showStatus(row) {
  const { duplicates, stage, assigned_name: who } = row
  const repeats = duplicates ? element('span', { class: 'quiet wide' }, ` ${tn('reported {number} time', 'reported {number} times', duplicates + 1)}`) : null
  const work = stage && (stage !== 'new' || who) ? [label('lead_stage', stage), who].filter(Boolean).join(' · ') : ''
  return element('span', {}, decisionBadge(row), repeats, work ? element('small', { class: 'under' }, work) : null)
}
