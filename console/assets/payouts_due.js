// What is owed: by state, by the day it may become payable, by partner with what stands in the way.
import { request } from './api.js'
import { badge } from './badge.js'
import { element } from './elements.js'
import { formatDay, formatInstant } from './formats.js'
import { label } from './labels.js'
import { moneyColumn, sumMoney } from './money_columns.js'
import { loadInto, showEmpty } from './states.js'
import { fillTable, fillTotals, placeTables } from './tables.js'

const isOwed = row => [row.payable, row.pending, row.held, row.reserved].some(money => money.minor)

export const showDue = place => loadInto(place, () => request('balances/due'), draw)

function draw({ rows, days }, place) {
  const owed = rows.filter(isOwed)
  if (!owed.length) return showEmpty(place, 'Nobody is owed anything', 'As soon as a partner earns, it stands here with its date.')
  const totals = element('dl', { class: 'totals' })
  fillTotals(totals, [
    ['Approved', sumMoney(owed, row => row.payable)], ['Pending', sumMoney(owed, row => row.pending)],
    ['Held for review', sumMoney(owed, row => row.held)], ['In a payout', sumMoney(owed, row => row.reserved)],
  ])
  const tables = element('div', { class: 'stack' })
  place.append(totals, tables, days.length ? element('p', { class: 'quiet' }, 'The day is the earliest: what only a browser reported waits for a confirmation, too.') : '')
  const [partners, dates] = placeTables(tables, ['By partner', ...(days.length ? ['When pending money may become payable'] : [])])
  fillTable(partners, [
    { label: 'Partner', value: row => row.partner_name },
    moneyColumn('Approved', row => row.payable),
    { label: 'Next payout', value: payability, cell: showPayability },
    moneyColumn('Pending', row => row.pending),
    { label: 'Until', value: row => row.next_due_at ?? '', cell: showUntil, isNarrow: true, isWide: true },
    moneyColumn('Held', row => row.held, { isWide: true }),
    moneyColumn('In a payout', row => row.reserved, { isWide: true }),
    moneyColumn('Paid', row => row.paid, { isWide: true }),
  ], owed)
  if (dates) {
    dates.parentElement.classList.add('slim')
    fillTable(dates, [
      { label: 'Day', value: row => row.day ?? '9', cell: row => (row.day ? formatDay(row.day) : 'No date: waits for a confirmation or the end of a period') },
      moneyColumn('Amount', row => row.amount),
    ], days)
  }
}

const payability = row => (row.payable.minor ? row.obstacle || ' ' : '~')

function showPayability({ payable, obstacle }) {
  if (!payable.minor) return element('span', { class: 'quiet' }, '–')
  return obstacle ? element('span', {}, `Not yet: ${lower(label('skipped', obstacle))}`) : badge('commission_state', 'approved', { text: 'Can be paid' })
}

const lower = text => text.charAt(0).toLowerCase() + text.slice(1)

function showUntil({ pending, next_due_at: at }) {
  if (!pending.minor) return ''
  return at ? formatInstant(at, document.body.dataset.timezone) : 'no date yet'
}

