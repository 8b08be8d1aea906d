// Sales as their partner sees them: what is earned, its status and reason; never the value of the order.
import { badge } from './badge.js'
import { formatDate, makeList } from './cabinet_parts.js'
import { nameState, shortReason } from './cabinet_words.js'
import { element } from './elements.js'
import { formatMoney } from './formats.js'
import { label } from './labels.js'
import { showEmpty } from './states.js'
import { t } from './texts.js'

export function drawSales(rows, place, makeAddress = id => `/partner/earnings${location.search}#sale=${encodeURIComponent(id)}`) {
  if (!rows.length) return showEmpty(place, t('No sales yet'), t('A sale appears here a few minutes after somebody bought through your link.'))
  place.replaceChildren(makeList(t('Sales'), rows.map(row => drawSale(row, makeAddress))))
}

function drawSale(row, makeAddress) {
  return element('a', { class: 'row', href: makeAddress(row.commission_id) },
    element('span', { class: 'row-name' }, nameSale(row)),
    element('b', { class: 'row-figure' }, formatMoney(row.amount)),
    element('span', { class: 'row-note' }, badge('commission_state', row.state, { text: nameState(row) }), ` ${shortReason(row, formatDate)}`))
}

/** The day and the order, or what else the line is about. */
export function nameSale({ sold_at: soldAt, order_id: orderId, kind, subject, from_partner: child }) {
  const day = soldAt ? formatDate(soldAt) : ''
  const what = kind === 'direct' ? (orderId ? t('sale {order}', { order: orderId }) : t('sale')) : nameKind(kind, child, subject)
  return [day, what].filter(Boolean).join(' · ')
}

function nameKind(kind, child, subject) {
  const name = label('line_kind', kind.replace(/\d+$/, ''))
  if (child) return `${name}: ${child}`
  return subject && kind !== 'adjustment' ? `${name}, ${subject.split(':').slice(-2, -1)[0] ?? ''}` : name
}
