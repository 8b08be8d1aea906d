// One payout run, from its draft to the results: who is paid, who is skipped and why, and the act that comes next.
import { request } from './api.js'
import { badge } from './badge.js'
import { confirmAct, openDialogForm } from './dialog_form.js'
import { element, find } from './elements.js'
import { formatCount, formatInstant, formatMoney } from './formats.js'
import { label } from './labels.js'
import { moneyColumn, sumMoney } from './money_columns.js'
import { makeFiles } from './payout_files.js'
import { makeResultButtons, makeResults } from './payout_results.js'
import { loadInto } from './states.js'
import { fillTable, placeTables } from './tables.js'
import { toast } from './toast.js'

const STEPS = ['Look at the draft', 'Approve', 'Give the file to the bank', 'Enter the results']
const timezone = () => document.body.dataset.timezone
const AT = { draft: 0, approved: 2, exported: 3, sending: 3, partly_settled: 3, settled: 4, closed: 4 }

export function startPayoutRun() {
  const place = find('[data-run]')
  if (!place) return
  const page = { id: place.dataset.run, me: place.dataset.member, path: `payout-runs/${place.dataset.run}`, place }
  page.show = details => {
    place.replaceChildren()
    draw(page, details)
  }
  page.reload = () => loadInto(place, () => request(page.path), details => draw(page, details))
  page.reload()
}

function draw(page, details) {
  const { run, items, skipped } = details
  find('[data-state]').replaceChildren(badge('payout_state', run.state))
  drawSteps(run.state)
  page.place.append(element('section', { class: 'card', 'aria-label': 'This run' }, describeRun(details)), ...nextAct(page, details))
  const tables = element('div', { class: 'stack' })
  page.place.append(tables)
  const [paid, left] = placeTables(tables, [
    ...(items.length ? [run.state === 'draft' ? 'Who would be paid now' : 'Payments'] : []),
    ...(skipped.length ? ['Who is not paid by this run, and why'] : [])])
  if (items.length) fillTable(paid, itemColumns(page, run), items)
  if (skipped.length) fillTable(items.length ? left : paid, skippedColumns(page, run), skipped)
}

function drawSteps(state) {
  const at = AT[state] ?? -1
  find('[data-run-steps]').hidden = state === 'discarded'
  find('[data-run-steps]').replaceChildren(...STEPS.map((text, i) =>
    element('li', { 'aria-current': i === at ? 'step' : null, data: { done: i < at ? 'yes' : 'no' } }, text, i < at ? element('span', { class: 'sr' }, ' (done)') : null)))
}

function describeRun({ run, items, payer, digest }) {
  const facts = [
    ['Transfer', `${run.transfer ? formatMoney(run.transfer) : sumMoney(items, item => item.transfer)} in ${formatCount(items.length)} ${items.length === 1 ? 'payment' : 'payments'}`],
    ['Cutoff', formatInstant(run.cutoff, timezone())],
    ['Day of payment', run.execute_on || 'the day of the approval'],
    ['Purpose', run.purpose],
    ['From', payer ? `${payer.name}, ${payer.accounts.join(', ')}` : 'Nobody named: only files without an account of yours can be made'],
    ['Made by', `${run.created_by_name}, ${formatInstant(run.created_at, timezone())}`],
    ...(run.approved_at ? [['Approved by', `${run.approved_by_name}, ${formatInstant(run.approved_at, timezone())}`]] : []),
    ...(digest ? [['Check code', element('code', { title: digest }, writeDigest(digest))]] : []),
  ]
  return element('dl', { class: 'facts-list' }, ...facts.flatMap(([name, text]) => [element('dt', {}, name), element('dd', {}, text)]))
}

// Enough of it to be compared by eye; what is sent is the whole.
const writeDigest = digest => digest.slice(0, 12).replace(/(.{4})(?=.)/g, '$1 ')

function nextAct(page, details) {
  const { run } = details
  if (run.state === 'draft') return [makeApproval(page, details)]
  if (run.state === 'discarded') return [element('p', { class: 'notice' }, 'This draft was discarded. Nothing was paid by it.')]
  const nodes = []
  if (['approved', 'exported', 'sending', 'partly_settled'].includes(run.state)) nodes.push(makeFiles(page, details), makeResults(page, details))
  if (['settled', 'closed'].includes(run.state)) nodes.push(element('p', { class: 'notice good' }, 'Every payment of this run has its result. A payment that comes back later is entered below.'))
  return nodes
}

function makeApproval(page, { run, items, digest, needs_second_person: needsSecond }) {
  const isMine = run.created_by === page.me
  const total = sumMoney(items, item => item.transfer)
  const approve = element('button', { type: 'button', disabled: needsSecond && isMine }, items.length ? `Approve ${total}` : 'Approve: nobody is paid')
  const discard = element('button', { type: 'button', class: 'plain' }, 'Discard the draft')
  approve.addEventListener('click', () => openDialogForm({
    title: `Approve ${formatCount(items.length)} ${items.length === 1 ? 'payment' : 'payments'}?`, submit: 'Approve',
    intro: `${total} are reserved for exactly these payments (check code ${writeDigest(digest)}). If anything has changed meanwhile, nothing is approved.`,
    act: () => request(`${page.path}/approve`, {}, { body: { digest } }),
    onDone: answer => {
      toast('The run is approved')
      page.show(answer)
      find('[data-make-file]')?.focus()
    },
  }))
  discard.addEventListener('click', () => confirmAct({
    title: 'Discard this draft?', intro: 'Nothing is reserved by a draft, so nothing else changes.', submit: 'Discard',
    act: () => request(`${page.path}/discard`, {}, { method: 'POST' }),
    onDone: answer => {
      toast('The draft is discarded')
      page.show(answer)
    },
  }))
  const second = needsSecond && element('p', { class: isMine ? 'notice' : 'quiet' }, isMine
    ? 'This run pays more than one person may approve alone. You made it, so another owner must approve it: send him the address of this page, and compare the check code.'
    : 'This run pays more than one person may approve alone. Somebody else made it, so you may approve it: compare the check code with his.')
  return element('section', { class: 'card', 'aria-label': 'Approval' },
    element('p', {}, 'A draft reserves nothing and is computed again each time you look at it. Leave out whoever should wait.'),
    second || null, element('p', { class: 'actions' }, approve, discard))
}

function itemColumns(page, run) {
  const isDraft = run.state === 'draft'
  return [
    { label: 'Partner', value: row => row.partner_name },
    moneyColumn('Earned', row => row.gross, { isWide: true }),
    moneyColumn('Fee', row => row.fee, { isWide: true }),
    moneyColumn('Tax withheld', row => row.withholding, { isWide: true }),
    moneyColumn('VAT', row => row.vat, { isWide: true }),
    moneyColumn('Transfer', row => row.transfer),
    { label: 'Method', value: row => row.method_kind, cell: row => label('payout_method', row.method_kind), isWide: true },
    ...(isDraft ? [] : [{ label: 'State', value: row => row.state, cell: showPayment }]),
    { label: '', cell: row => (isDraft ? leaveOutButton(page, row) : makeResultButtons(page, row)) },
  ]
}

const showPayment = ({ state, note, reference }) => element('span', {}, badge('payment_state', state, { title: `Reference ${reference}` }), note ? element('span', { class: 'quiet' }, ` ${note}`) : null)

const skippedColumns = (page, run) => [
  { label: 'Partner', value: row => row.partner_name },
  { label: 'Why', value: row => row.reason, cell: showReason },
  ...(run.state === 'draft' ? [{ label: '', cell: row => (row.by ? takeBackButton(page, row) : '') }] : []),
]

function showReason({ reason, note, by, by_name: name }) {
  return by ? `Left out by ${name}: ${note}` : label('skipped', reason)
}

function leaveOutButton(page, { partner, partner_name: name }) {
  const button = element('button', { type: 'button', class: 'plain small', 'aria-label': `Leave out ${name}` }, 'Leave out')
  button.addEventListener('click', () => openDialogForm({
    title: `Leave out ${name}?`, submit: 'Leave out', intro: 'His money stays approved, and is in the next run.',
    fields: [{ name: 'note', label: 'Why', isRequired: true, help: 'Whoever approves the run reads it.' }],
    path: `${page.path}/left-out`, makeBody: values => ({ ...values, partner }),
    onDone: answer => {
      toast(`${name} is left out`)
      page.show(answer)
    },
  }))
  return button
}

function takeBackButton(page, { partner, partner_name: name }) {
  const button = element('button', { type: 'button', class: 'plain small', 'aria-label': `Take ${name} back into the run` }, 'Take back')
  button.addEventListener('click', async () => {
    button.disabled = true
    try {
      page.show(await request(`${page.path}/left-out`, {}, { body: { partner, note: 'taken back', is_back: true } }))
      toast(`${name} is in the run again`)
    } catch (error) {
      button.disabled = false
      toast(error.message)
    }
  })
  return button
}
