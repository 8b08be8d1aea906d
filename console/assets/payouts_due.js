// What is owed: by state, by the day it may become payable, by partner with what stands in the way.
import { request } from './api.js'
import { badge } from './badge.js'
import { openDialogForm } from './dialog_form.js'
import { element } from './elements.js'
import { formatDay, formatInstant, formatMoney } from './formats.js'
import { label } from './labels.js'
import { moneyColumn, sumMoney } from './money_columns.js'
import { loadInto, showEmpty } from './states.js'
import { fillTable, fillTotals, placeTables } from './tables.js'
import { t } from './texts.js'
import { toast } from './toast.js'

const NOTHING = { payable: { minor: 0 }, obstacle: '' }
const isOwed = row => [row.payable, row.pending, row.held, row.reserved].some(money => money.minor)

export const showDue = place => loadInto(place, () => loadDue(place), draw)

// Requests are for those who may pay; to the others the call is closed.
async function loadDue(place) {
  const calls = [request('balances/due'), place.dataset.requests ? request('payout-requests', { request_state: 'open' }) : { rows: [] }]
  const [due, { rows: requests }] = await Promise.all(calls)
  return { ...due, requests }
}

function draw({ rows, days, requests }, place) {
  const owed = rows.filter(isOwed)
  if (!owed.length) return showEmpty(place, t('Nobody is owed anything'), t('As soon as a partner earns, it stands here with its date.'))
  const totals = element('dl', { class: 'totals' })
  fillTotals(totals, [
    [t('Approved'), sumMoney(owed, row => row.payable)], [t('Pending'), sumMoney(owed, row => row.pending)],
    [t('Held for review'), sumMoney(owed, row => row.held)], [t('In a payout'), sumMoney(owed, row => row.reserved)],
  ])
  const tables = element('div', { class: 'stack' })
  // In a place of its own: placeTables removes what it does not name.
  const asked = element('div', { class: 'stack' })
  place.append(totals, ...(requests.length ? [asked] : []), tables, days.length ? element('p', { class: 'quiet' }, t('The day is the earliest: what only a browser reported waits for a confirmation, too.')) : '')
  if (requests.length) drawRequests(requests, rows, asked, place)
  const [partners, dates] = placeTables(tables, [t('By partner'), ...(days.length ? [t('When pending money may become payable')] : [])])
  fillTable(partners, [
    { label: t('Partner'), value: row => row.partner_name },
    moneyColumn(t('Approved'), row => row.payable),
    { label: t('Next payout'), value: payability, cell: showPayability },
    moneyColumn(t('Pending'), row => row.pending),
    { label: t('Until'), value: row => row.next_due_at ?? '', cell: showUntil, isNarrow: true, isWide: true },
    moneyColumn(t('Held'), row => row.held, { isWide: true }),
    moneyColumn(t('In a payout'), row => row.reserved, { isWide: true }),
    moneyColumn(t('Paid'), row => row.paid, { isWide: true }),
  ], owed)
  if (dates) {
    dates.parentElement.classList.add('slim')
    fillTable(dates, [
      { label: t('Day'), value: row => row.day ?? '9', cell: row => (row.day ? formatDay(row.day) : t('No date: waits for a confirmation or the end of a period')) },
      moneyColumn(t('Amount'), row => row.amount),
    ], days)
  }
}

function drawRequests(requests, rows, tables, place) {
  const [table] = placeTables(tables, [t('Requested by partners')])
  const find = asked => rows.find(row => row.partner === asked.partner && row.currency === asked.currency)
  fillTable(table, [
    { label: t('Partner'), value: row => row.partner_name },
    { label: t('Approved'), value: row => find(row)?.payable.minor ?? 0, cell: row => (find(row) ? formatMoney(find(row).payable) : `– ${row.currency}`), isFigure: true },
    { label: t('Next payout'), value: row => payability(find(row) ?? NOTHING), cell: row => showPayability(find(row) ?? NOTHING), isWide: true },
    { label: t('Since'), value: row => row.created_at, cell: row => formatInstant(row.created_at, document.body.dataset.timezone), isNarrow: true },
    { label: t('Answer'), value: () => '', cell: row => declineButton(row, place) },
  ], requests)
}

function declineButton(asked, place) {
  const button = element('button', { type: 'button', class: 'plain small', 'aria-label': t('Decline the request of {name}', { name: asked.partner_name }) }, t('Decline'))
  button.addEventListener('click', () => openDialogForm({
    title: t('Decline the request'), intro: t('The money of {name} stays approved. A payout run that pays it answers the request by itself.', { name: asked.partner_name }), submit: t('Decline'),
    fields: [{ name: 'note', label: t('Why'), type: 'textarea', isRequired: true, help: t('The partner reads it.') }],
    path: `payout-requests/${asked.request_id}/decline`, onDone: () => { toast(t('Declined')); showDue(place) },
  }))
  return button
}

const payability = row => (row.payable.minor ? row.obstacle || ' ' : '~')

function showPayability({ payable, obstacle }) {
  if (!payable.minor) return element('span', { class: 'quiet' }, '–')
  return obstacle ? element('span', {}, t('Not yet: {reason}', { reason: lower(label('skipped', obstacle)) })) : badge('commission_state', 'approved', { text: t('Can be paid') })
}

const lower = text => text.charAt(0).toLowerCase() + text.slice(1)

function showUntil({ pending, next_due_at: at }) {
  if (!pending.minor) return ''
  return at ? formatInstant(at, document.body.dataset.timezone) : t('no date yet')
}

