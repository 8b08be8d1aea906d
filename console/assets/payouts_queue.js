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
import { toast } from './toast.js'

const ROWS = 100
const DONE = { approve: 'Approved', hold: 'Held', reject: 'Rejected', undo: 'Undone' }
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
  if (!state.rows.length) return showEmpty(place(), 'Nothing waits for a person', 'Show pending ones to approve or hold them before their date.')
  const [table] = placeTables(place(), ['Conversions whose money waits'])
  fillTable(table, [
    ...(form() ? [{ label: '', cell: chooseBox }] : []),
    { label: 'Partner', value: row => row.partner_names.join(', ') },
    moneyColumn('At stake', stakeOf),
    { label: 'State', value: row => row.ruling, cell: showState },
    { label: 'Order', value: row => row.order_id, cell: row => row.order_id || label('reward_kind', row.type), isNarrow: true },
    moneyColumn('Sale', row => row.value, { isWide: true }),
    { label: 'Sold', value: row => row.sold_at, cell: row => formatInstant(row.sold_at, timezone()), isNarrow: true, isWide: true },
    { label: 'Said by', value: row => row.said_by_name, cell: row => row.said_by_name && describeWord(row), isWide: true },
  ], state.rows)
  if (form()) chooseAllBox(table)
  drawChosen()
}

const stakeOf = ({ pending, held }) => (held.minor ? held : pending)

// What waits for a confirmation has no date: it is never approved by time alone.
function showState({ ruling, waits_for: why, held, due_at: due }) {
  const isHeld = held.minor !== 0
  const until = !isHeld && ruling === 'pay' && due ? `until ${formatDay(due)}` : ''
  const notes = [until, why && label('ruling_reason', why), isHeld && ruling !== 'hold' && 'Follows with the next run'].filter(Boolean)
  return element('span', {}, badge('ruling', isHeld ? 'hold' : 'pending'), notes.length ? element('span', { class: 'quiet' }, ` ${notes.join(' · ')}`) : null)
}

const describeWord = row => element('span', {}, `${label('review_word', row.said)} by ${row.said_by_name}, ${formatInstant(row.said_at, timezone())}: ${row.note}`)

function chooseBox(row) {
  const box = element('input', { type: 'checkbox', 'aria-label': `Choose ${row.order_id || row.event_id} of ${row.partner_names.join(', ')}` })
  box.checked = state.chosen.has(row.event_id)
  box.addEventListener('change', () => {
    if (box.checked) state.chosen.add(row.event_id)
    else state.chosen.delete(row.event_id)
    drawChosen()
  })
  return box
}

function chooseAllBox(table) {
  const box = element('input', { type: 'checkbox', 'aria-label': 'Choose all' })
  box.checked = state.chosen.size === state.rows.length
  box.addEventListener('change', () => {
    state.chosen = new Set(box.checked ? state.rows.map(row => row.event_id) : [])
    draw()
  })
  table.querySelector('thead th').replaceChildren(box)
}

function drawChosen() {
  const line = find('[data-chosen]')
  if (line) line.textContent = state.chosen.size ? `${formatCount(state.chosen.size)} selected` : 'None selected'
}

async function decideMany(decision, note) {
  const status = find('#queue [data-status]')
  if (!state.chosen.size) return void (status.textContent = 'Select conversions first.')
  status.textContent = 'Working…'
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
  const count = `${DONE[decision]}: ${formatCount(ids.length)} ${ids.length === 1 ? 'conversion' : 'conversions'}`
  try {
    await request('earnings/run', {}, { method: 'POST' })
    toast(count)
  } catch {
    toast(`${count}. The next commission run posts it.`)
  }
}

function drawReviews({ rows }, where) {
  if (!rows.length) return where.append(element('p', { class: 'quiet' }, 'Nobody has decided anything yet.'))
  const isOwner = where.dataset.owner !== undefined
  const [table] = placeTables(where, ['What people decided, the newest first'])
  fillTable(table, [
    { label: 'Order', value: row => row.order_id, cell: row => row.order_id || label('reward_kind', row.type) },
    { label: 'Decision', value: row => row.said, cell: row => badge('review_word', row.said) },
    moneyColumn('Sale', row => row.value, { isWide: true }),
    { label: 'By', value: row => row.said_by_name, isWide: true },
    { label: 'When', value: row => row.said_at, cell: row => formatInstant(row.said_at, timezone()), isNarrow: true },
    { label: 'Note', value: row => row.note },
    ...(isOwner ? [{ label: '', cell: undoButton }] : []),
  ], rows)
}

function undoButton(row) {
  if (row.said === 'undo') return ''
  const button = element('button', { type: 'button', class: 'plain small', 'aria-label': `Undo the decision on ${row.order_id || row.event_id}` }, 'Undo')
  button.addEventListener('click', () => openDialogForm({
    title: 'Undo this decision?', submit: 'Undo',
    intro: `The rules decide again about ${row.order_id || 'this conversion'}${row.value ? ` of ${formatMoney(row.value)}` : ''}.`,
    fields: [{ name: 'note', label: 'Note', isRequired: true, help: 'The partner reads it.' }],
    act: ({ note }) => decide('undo', note, [row.event_id]),
    onDone: showQueue,
  }))
  return button
}
