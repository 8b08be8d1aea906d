// The partner's first page: what was earned, what waits, what is paid next; the own link; the latest sales.
import { request } from './api.js'
import { formatDate } from './cabinet_parts.js'
import { drawSales } from './cabinet_sales.js'
import { explain } from './cabinet_words.js'
import { element, find } from './elements.js'
import { formatMoney } from './formats.js'
import { bindOwnLink } from './own_link.js'
import { loadInto, showEmpty } from './states.js'
import { t, tc } from './texts.js'

const LATEST = 5

export function startCabinetHome() {
  if (location.hash.length > 1) return location.replace(`/partner/sign-in${location.hash}`)
  bindOwnLink()
  loadInto(find('[data-summary]'), () => request('earnings/summary'), drawSummary)
  loadInto(find('[data-latest]'), () => request('commissions', { limit: LATEST }), ({ rows }, place) => drawSales(rows.slice(0, LATEST), place))
}

function drawSummary({ rows }, place) {
  if (!rows.length) return showEmpty(place, t('Nothing earned yet'), t('Copy your link and share it. Your first sale appears here a few minutes after it was made.'))
  place.replaceChildren(...rows.map(drawCurrency))
}

function drawCurrency(row) {
  return element('dl', { class: 'totals owed' },
    figure(t('Earned this month'), formatMoney(row.earned)),
    figure(tc('commission_state', 'Pending'), formatMoney(row.pending), describePending(row)),
    row.held.minor ? figure(tc('commission_state', 'Held for review'), formatMoney(row.held), t('See Earnings for the reason.')) : null,
    figure(tc('commission_state', 'Approved'), formatMoney(row.approved), row.in_payout.minor ? t('{amount} more is on its way to you.', { amount: formatMoney(row.in_payout) }) : ''),
    figure(t('Next payout'), row.next_payout ? formatMoney(row.next_payout) : '–', describePayout(row)))
}

const figure = (name, text, note = '') =>
  element('div', {}, element('dt', {}, name), element('dd', {}, text, note ? element('small', { class: 'change' }, note) : null))

function describePending({ pending, pending_from: from, pending_until: until }) {
  if (!pending.minor || !until) return ''
  const [first, last] = [formatDate(from), formatDate(until)]
  return first === last ? t('until {day}', { day: last }) : t('from {first} to {last}, sale by sale', { first, last })
}

function describePayout({ next_payout: payout, next_payout_on: day, obstacle, minimum }) {
  if (payout) return day ? t('On {day}, with what is approved by its cutoff.', { day: formatDate(`${day}T12:00Z`) }) : t('With the next run of the program, which has no fixed day.')
  return obstacle === 'below_minimum' ? t('It is paid as soon as it reaches {amount}.', { amount: formatMoney(minimum) }) : explain('payout_obstacle', obstacle)
}
