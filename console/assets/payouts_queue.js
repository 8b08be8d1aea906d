// Conversions whose money waits, and the words of people: approve, hold, reject many at once, undo one, with a note.
import { request } from './api.js'
import { badge } from './badge.js'
import { openDialogForm } from './dialog_form.js'
import { element, find } from './elements.js'
import { formatCount, formatDay, formatInstant, formatMoney } from './formats.js'
import { label } from './labels.js'
import { moneyColumn } from './money_columns.js'
import { loadInto, showEmpty } from './states.js'
import { fillTable, placeTables } from './tables.js'
import { t, tn } from './texts.js'
import { toast } from './toast.js'

const ROWS = 100
const state = { rows: [], cursor: null, chosen: new Set() }
const form = () => find('[data-decide]')
const place = () => find('#queue [data-place]')
const timezone = () => document.body.dataset.timezone

export function bindQueue() {
  find('[data-queue-filter] select').addEventListener('change', () => showQueue())
  find('#queue [data-more]').addEventListener('click', () => load(state.cursor))
  form()?.addEventListener('submit', async event => {
    event.preventDefault()
    await decideMany(event.submitter.value, new FormData(form()).get('note'))
  })
}

export function showQueue() {
  state.rows = []
  state.chosen.clear()
  loadInto(find('[data-reviews]'), () => request('commissions/reviews', { limit: ROWS }), drawReviews)
  return load()
}

const load = cursor => loadInto(place(), () => request('commissions/queue', { queue: find('[data-queue-filter] select').value, limit: ROWS, cursor }), answer => {
  state.rows = cursor ? [...state.rows, ...answer.rows] : answer.rows
  state.cursor = answer.next_cursor
  draw()
})

function draw() {
  find('#queue [data-more]').hidden = !state.cursor
  if (form()) form().hidden = !state.rows.length
  if (!state.rows.length) return showEmpty(place(), t('Nothing waits for a person'), t('Show pending ones to approve or hold them before their date.'))
  const [table] = placeTables(place(), [t('Conversions whose money waits')])
  fillTable(table, [
    ...(form() ? [{ label: '', cell: chooseBox }] : []),
    { label: t('Partner'), value: row => row.partner_names.join(', ') },
    moneyColumn(t('At stake'), stakeOf),
    { label: t('State'), value: row => row.ruling, cell: showState },
    { label: t('Order'), value: row => row.order_id, cell: row => row.order_id || label('reward_kind', row.type), isNarrow: true },
    moneyColumn(t('Sale'), row => row.value, { isWide: true }),
    { label: t('Sold'), value: row => row.sold_at, cell: row => formatInstant(row.sold_at, timezone()), isNarrow: true, isWide: true },
    { label: t('Said by'), value: row => row.said_by_name, cell: row => row.said_by_name && describeWord(row), isWide: true },
  ], state.rows)
  if (form()) chooseAllBox(table)
  drawChosen()
}

const stakeOf = ({ pending, held }) => (held.minor ? held : pending)

// What waits for a confirmation has no date: it is never approved by time alone.
function showState({ ruling, waits_for: why, held, due_at: due }) {
  const isHeld = held.minor !== 0
  const until = !isHeld && ruling === 'pay' && due ? t('until {day}', { day: formatDay(due) }) : ''
  const notes = [until, why && label('ruling_reason', why), isHeld && ruling !== 'hold' && t('Follows with the next run')].filter(Boolean)
  return element('span', {}, badge('ruling', isHeld ? 'hold' : 'pending'), notes.length ? element('span', { class: 'quiet' }, ` ${notes.join(' · ')}`) : null)
}

const describeWord = row => element('span', {}, t('{decision} by {name}, {time}: {note}', { decision: label('review_word', row.said), name: row.said_by_name, time: formatInstant(row.said_at, timezone()), note: row.note }))

function chooseBox(row) {
  const box = element('input', { type: 'checkbox', 'aria-label': t('Choose {order} of {name}', { order: row.order_id || row.event_id, name: row.partner_names.join(', ') }) })
  box.checked = state.chosen.has(row.event_id)
  box.addEventListener('change', () => {
    if (box.checked) state.chosen.add(row.event_id)
    else state.chosen.delete(row.event_id)
    drawChosen()
  })
  return box
}

function chooseAllBox(table) {
  const box = element('input', { type: 'checkbox', 'aria-label': t('Choose all') })
  box.checked = state.chosen.size === state.rows.length
  box.addEventListener('change', () => {
    state.chosen = new Set(box.checked ? state.rows.map(row => row.event_id) : [])
    draw()
  })
  table.querySelector('thead th').replaceChildren(box)
}

function drawChosen() {
  const line = find('[data-chosen]')
  if (line) line.textContent = state.chosen.size ? t('{number} selected', { number: formatCount(state.chosen.size) }) : t('None selected')
}

async function decideMany(decision, note) {
  const status = find('#queue [data-status]')
  if (!state.chosen.size) return void (status.textContent = t('Select conversions first.'))
  status.textContent = t('Working…')
  try {
    await decide(decision, note, [...state.chosen])
    form().reset()
    status.textContent = ''
    await showQueue()
  } catch (error) {
    status.textContent = error.message
  }
}

// What people say is posted by a commission run: one is started, so that the act has its result at once.
async function decide(decision, note, ids) {
  await request('commissions/decisions', {}, { body: { decision, note, event_ids: ids } })
  const count = describeDone(decision, ids.length)
  try {
    await request('earnings/run', {}, { method: 'POST' })
    toast(count)
  } catch {
    toast(t('{done}. The next commission run posts it.', { done: count }))
  }
}

function describeDone(decision, number) {
  const values = { number: formatCount(number) }
  if (decision === 'approve') return tn('Approved: {number} conversion', 'Approved: {number} conversions', number, values)
  if (decision === 'hold') return tn('Held: {number} conversion', 'Held: {number} conversions', number, values)
  if (decision === 'reject') return tn('Rejected: {number} conversion', 'Rejected: {number} conversions', number, values)
  return tn('Undone: {number} conversion', 'Undone: {number} conversions', number, values)
}

function drawReviews({ rows }, where) {
  if (!rows.length) return where.append(element('p', { class: 'quiet' }, t('Nobody has decided anything yet.')))
  const isOwner = where.dataset.owner !== undefined
  const [table] = placeTables(where, [t('What people decided, the newest first')])
  fillTable(table, [
    { label: t('Order'), value: row => row.order_id, cell: row => row.order_id || label('reward_kind', row.type) },
    { label: t('Decision'), value: row => row.said, cell: row => badge('review_word', row.said) },
    moneyColumn(t('Sale'), row => row.value, { isWide: true }),
    { label: t('By'), value: row => row.said_by_name, isWide: true },
    { label: t('When'), value: row => row.said_at, cell: row => formatInstant(row.said_at, timezone()), isNarrow: true },
    { label: t('Note'), value: row => row.note },
    ...(isOwner ? [{ label: '', cell: undoButton }] : []),
  ], rows)
}

function undoButton(row) {
  if (row.said === 'undo') return ''
  const button = element('button', { type: 'button', class: 'plain small', 'aria-label': t('Undo the decision on {order}', { order: row.order_id || row.event_id }) }, t('Undo'))
  button.addEventListener('click', () => openDialogForm({
    title: t('Undo this decision?'), submit: t('Undo'),
    intro: describeUndo(row),
    fields: [{ name: 'note', label: t('Note'), isRequired: true, help: t('The partner reads it.') }],
    act: ({ note }) => decide('undo', note, [row.event_id]),
    onDone: showQueue,
  }))
  return button
}

function describeUndo({ order_id: order, value }) {
  if (!value) return order ? t('The rules decide again about {order}.', { order }) : t('The rules decide again about this conversion.')
  const amount = formatMoney(value)
  return order ? t('The rules decide again about {order} of {amount}.', { order, amount }) : t('The rules decide again about this conversion of {amount}.', { amount })
}
