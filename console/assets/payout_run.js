// One payout run, from its draft to the results: who is paid, who is skipped and why, and the act that comes next.
import { request } from './api.js'
import { badge } from './badge.js'
import { confirmAct, openDialogForm } from './dialog_form.js'
import { element, find } from './elements.js'
import { formatCount, formatDate, formatInstant, formatMoney } from './formats.js'
import { label } from './labels.js'
import { moneyColumn, sumMoney } from './money_columns.js'
import { makeFiles } from './payout_files.js'
import { makeResultButtons, makeResults } from './payout_results.js'
import { loadInto } from './states.js'
import { fillTable, placeTables } from './tables.js'
import { t, tc, tn } from './texts.js'
import { toast } from './toast.js'

const STEPS = [t('Look at the draft'), t('Approve'), t('Give the file to the bank'), t('Enter the results')]
const timezone = () => document.body.dataset.timezone
// The partner is owed it again.
const LOST = ['failed', 'returned', 'withdrawn']
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
  page.place.append(element('section', { class: 'card', 'aria-label': t('This run') }, describeRun(details)), ...nextAct(page, details))
  const tables = element('div', { class: 'stack' })
  page.place.append(tables)
  const [paid, left] = placeTables(tables, [
    ...(items.length ? [run.state === 'draft' ? t('Who would be paid now') : t('Payments')] : []),
    ...(skipped.length ? [t('Who is not paid by this run, and why')] : [])])
  if (items.length) fillTable(paid, itemColumns(page, run, items), items)
  if (skipped.length) fillTable(items.length ? left : paid, skippedColumns(page, run), skipped)
}

function drawSteps(state) {
  const at = AT[state] ?? -1
  find('[data-run-steps]').hidden = state === 'discarded'
  find('[data-run-steps]').replaceChildren(...STEPS.map((text, i) =>
    element('li', { 'aria-current': i === at ? 'step' : null, data: { done: i < at ? 'yes' : 'no' } }, text, i < at ? element('span', { class: 'sr' }, ` ${t('(done)')}`) : null)))
}

const countTransfers = (items, amount) => tn('{amount} in {number} payment', '{amount} in {number} payments', items.length, { amount, number: formatCount(items.length) })

function describeRun({ run, items, payer, digest }) {
  const lost = items.filter(item => LOST.includes(item.state))
  const facts = [
    [t('Transfer'), countTransfers(items, run.transfer ? formatMoney(run.transfer) : sumMoney(items, item => item.transfer))],
    ...(lost.length ? [[t('Not arrived'), countTransfers(lost, sumMoney(lost, item => item.transfer))]] : []),
    [t('Cutoff'), formatInstant(run.cutoff, timezone())],
    [t('Day of payment'), run.execute_on ? formatDate(run.execute_on) : t('the day of the approval')],
    [t('Purpose'), run.purpose],
    [tc('payer', 'From'), payer ? `${payer.name}, ${payer.accounts.join(', ')}` : t('Nobody named: only files without an account of yours can be made')],
    [t('Made by'), `${run.created_by_name}, ${formatInstant(run.created_at, timezone())}`],
    ...(run.approved_at ? [[t('Approved by'), `${run.approved_by_name}, ${formatInstant(run.approved_at, timezone())}`]] : []),
    ...(digest ? [[t('Check code'), element('code', { title: digest }, writeDigest(digest))]] : []),
  ]
  return element('dl', { class: 'facts-list' }, ...facts.flatMap(([name, text]) => [element('dt', {}, name), element('dd', {}, text)]))
}

// Enough of it to be compared by eye; what is sent is the whole.
const writeDigest = digest => digest.slice(0, 12).replace(/(.{4})(?=.)/g, '$1 ')

function nextAct(page, details) {
  const { run } = details
  if (run.state === 'draft') return [makeApproval(page, details)]
  if (run.state === 'discarded') return [element('p', { class: 'notice' }, t('This draft was discarded. Nothing was paid by it.'))]
  const nodes = []
  if (['approved', 'exported', 'sending', 'partly_settled'].includes(run.state)) nodes.push(makeFiles(page, details), makeResults(page, details))
  if (['settled', 'closed'].includes(run.state)) nodes.push(element('p', { class: 'notice good' }, t('Every payment of this run has its result. A payment that comes back later is entered below.')))
  return nodes
}

function makeApproval(page, { run, items, digest, needs_second_person: needsSecond }) {
  const isMine = run.created_by === page.me
  const total = sumMoney(items, item => item.transfer)
  const approve = element('button', { type: 'button', disabled: needsSecond && isMine }, items.length ? t('Approve {amount}', { amount: total }) : t('Approve: nobody is paid'))
  const discard = element('button', { type: 'button', class: 'plain' }, t('Discard the draft'))
  approve.addEventListener('click', () => openDialogForm({
    title: tn('Approve {number} payment?', 'Approve {number} payments?', items.length, { number: formatCount(items.length) }), submit: t('Approve'),
    intro: t('{amount} are reserved for exactly these payments (check code {code}). If anything has changed meanwhile, nothing is approved.', { amount: total, code: writeDigest(digest) }),
    act: () => request(`${page.path}/approve`, {}, { body: { digest } }),
    onDone: answer => {
      toast(t('The run is approved'))
      page.show(answer)
      find('[data-make-file]')?.focus()
    },
  }))
  discard.addEventListener('click', () => confirmAct({
    title: t('Discard this draft?'), intro: t('Nothing is reserved by a draft, so nothing else changes.'), submit: t('Discard'),
    act: () => request(`${page.path}/discard`, {}, { method: 'POST' }),
    onDone: answer => {
      toast(t('The draft is discarded'))
      page.show(answer)
    },
  }))
  const second = needsSecond && element('p', { class: isMine ? 'notice' : 'quiet' }, isMine
    ? t('This run pays more than one person may approve alone. You made it, so another owner must approve it: send him the address of this page, and compare the check code.')
    : t('This run pays more than one person may approve alone. Somebody else made it, so you may approve it: compare the check code with his.'))
  return element('section', { class: 'card', 'aria-label': t('Approval') },
    element('p', {}, t('A draft reserves nothing and is computed again each time you look at it. Leave out whoever should wait.')),
    second || null, element('p', { class: 'actions' }, approve, discard))
}

function itemColumns(page, run, items) {
  const isDraft = run.state === 'draft'
  const deductions = [[t('Fee'), row => row.fee], [t('Tax withheld'), row => row.withholding], [t('VAT'), row => row.vat]]
    .filter(([, get]) => items.some(row => get(row)?.minor))
  return [
    { label: t('Partner'), value: row => row.partner_name },
    ...(deductions.length ? [moneyColumn(t('Earned'), row => row.gross, { isWide: true })] : []),
    ...deductions.map(([name, get]) => moneyColumn(name, get, { isWide: true })),
    moneyColumn(t('Transfer'), row => row.transfer),
    { label: t('Method'), value: row => row.method_kind, cell: row => label('payout_method', row.method_kind), isWide: true },
    ...(isDraft ? [] : [{ label: t('State'), value: row => row.state, cell: showPayment }]),
    { label: '', cell: row => (isDraft ? leaveOutButton(page, row) : makeResultButtons(page, row)) },
  ]
}

const showPayment = ({ state, note, reference }) => element('span', {}, badge('payment_state', state, { title: t('Reference {reference}', { reference }) }), note ? element('span', { class: 'quiet' }, ` ${note}`) : null)

const skippedColumns = (page, run) => [
  { label: t('Partner'), value: row => row.partner_name },
  { label: t('Why'), value: row => row.reason, cell: showReason },
  ...(run.state === 'draft' ? [{ label: '', cell: row => (row.by ? takeBackButton(page, row) : '') }] : []),
]

function showReason({ reason, note, by, by_name: name }) {
  return by ? t('Left out by {name}: {note}', { name, note }) : label('skipped', reason)
}

function leaveOutButton(page, { partner, partner_name: name }) {
  const button = element('button', { type: 'button', class: 'plain small', 'aria-label': t('Leave out {name}', { name }) }, t('Leave out'))
  button.addEventListener('click', () => openDialogForm({
    title: t('Leave out {name}?', { name }), submit: t('Leave out'), intro: t('His money stays approved, and is in the next run.'),
    fields: [{ name: 'note', label: t('Why'), isRequired: true, help: t('Whoever approves the run reads it.') }],
    path: `${page.path}/left-out`, makeBody: values => ({ ...values, partner }),
    onDone: answer => {
      toast(t('{name} is left out', { name }))
      page.show(answer)
    },
  }))
  return button
}

function takeBackButton(page, { partner, partner_name: name }) {
  const button = element('button', { type: 'button', class: 'plain small', 'aria-label': t('Take {name} back into the run', { name }) }, t('Take back'))
  button.addEventListener('click', async () => {
    button.disabled = true
    try {
      page.show(await request(`${page.path}/left-out`, {}, { body: { partner, note: 'taken back', is_back: true } }))
      toast(t('{name} is in the run again', { name }))
    } catch (error) {
      button.disabled = false
      toast(error.message)
    }
  })
  return button
}
