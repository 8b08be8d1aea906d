// How the partner is paid, what was paid, and the statements.
import { request } from './api.js'
import { badge } from './badge.js'
import { downloadFile, formatDate, formatMonth, makeList } from './cabinet_parts.js'
import { sentences } from './cabinet_words.js'
import { confirmAct, openDialogForm } from './dialog_form.js'
import { element, find } from './elements.js'
import { formatMoney } from './formats.js'
import { label } from './labels.js'
import { loadInto, showEmpty } from './states.js'
import { toast } from './toast.js'

// The fields of each kind, as POST /payout-methods takes them.
const fields = {
  iban: [['holder', 'Account holder'], ['iban', 'IBAN'], ['bic', 'BIC', false]],
  pl_account: [['holder', 'Account holder'], ['account', 'Account number']],
  ru_account: [['holder', 'Account holder'], ['account', 'Account number'], ['bik', 'BIK'], ['bank', 'Bank'], ['correspondent_account', 'Correspondent account'], ['inn', 'INN'], ['kpp', 'KPP', false]],
  paypal: [['holder', 'Name'], ['email', 'E-mail at PayPal']],
  wise: [['holder', 'Name'], ['email', 'E-mail at Wise']],
  other: [['holder', 'Name'], ['text', 'How you are paid']],
}
const formats = [['pdf', 'PDF'], ['csv', 'CSV'], ['xlsx', 'Excel']]

export function startCabinetPayouts() {
  loadMethod()
  loadRequests()
  loadInto(find('[data-payouts]'), () => request('payouts'), drawPayouts)
  loadInto(find('[data-statements]'), () => request('statements'), drawStatements)
}

const loadMethod = () => loadInto(find('[data-method]'), () => request('payout-methods'), drawMethod)

function drawMethod({ rows: [method] }, place) {
  const isThere = method && method.state !== 'archived'
  // Without a kind to choose, the page says who may open that to him.
  const change = !place.dataset.kinds ? null : element('button', { type: 'button', class: isThere ? 'plain' : null }, isThere ? 'Change' : 'Say how you are paid')
  change?.addEventListener('click', chooseKind)
  if (!isThere) return showEmpty(place, 'No payout method yet', 'Nothing can be sent to you until you say where to.', change)
  const end = element('button', { type: 'button', class: 'plain' }, 'Remove')
  end.addEventListener('click', () => confirmAct({
    title: 'Remove the payout method?', intro: 'Nothing can be paid to you until you give another one.', submit: 'Remove',
    act: () => request(`payout-methods/${method.method_id}`, {}, { method: 'DELETE' }), onDone: () => { toast('Removed'); loadMethod() },
  }))
  const wait = method.state === 'waiting' ? `It is used from ${formatDate(method.usable_from)} on: a change waits for 72 hours, for your safety.` : ''
  place.replaceChildren(element('div', { class: 'panel' },
    element('p', {}, element('b', {}, label('payout_method', method.kind)), `: ${method.summary}`),
    wait ? element('p', { class: 'quiet' }, wait) : null, element('p', { class: 'actions' }, change, end)))
}

const loadRequests = () => loadInto(find('[data-requests]'), () => request('payout-requests'), drawRequests)

function drawRequests({ rows, possible }, place) {
  const taken = possible.filter(({ obstacle }) => obstacle !== 'requests_not_taken')
  // Where the program takes none and never answered one there is nothing to say.
  find('[data-asking]').hidden = !taken.length && !rows.length
  place.replaceChildren(...taken.map(drawPossible), rows.length ? makeList('Requests', rows.map(drawRequest)) : '')
}

function drawPossible({ currency, obstacle }) {
  const reason = sentences.request_obstacle[obstacle] ?? sentences.payout_obstacle[obstacle] ?? ''
  const ask = element('button', { type: 'button', disabled: Boolean(obstacle) }, `Ask for a payout in ${currency}`)
  ask.addEventListener('click', () => openDialogForm({
    title: 'Ask for a payout', intro: `All that is approved in ${currency} is paid by the next payout run.`, submit: 'Ask',
    path: 'payout-requests', makeBody: () => ({ currency }), onDone: () => { toast('Requested'); loadRequests() },
  }))
  return element('div', { class: 'panel' }, element('p', { class: 'actions' }, ask), reason ? element('p', { class: 'quiet' }, reason) : null)
}

const drawRequest = row => element('div', { class: 'row' },
  element('span', { class: 'row-name' }, `${formatDate(row.created_at)} · ${row.currency}`),
  element('span', { class: 'row-note' }, badge('request_state', row.state), row.note ? ` ${row.note}` : ''))

function chooseKind() {
  const kinds = find('[data-method]').dataset.kinds.split(' ')
  openDialogForm({
    title: 'How are you paid?', submit: 'Next', fields: [{ name: 'kind', label: 'Way', options: kinds.map(kind => [kind, label('payout_method', kind)]), value: kinds[0], isRequired: true }],
    act: async values => values, onDone: ({ kind }) => askDetails(kind),
  })
}

function askDetails(kind) {
  openDialogForm({
    title: label('payout_method', kind), intro: 'Details are stored encrypted. They are used 72 hours after a change.',
    fields: fields[kind].map(([name, text, isRequired = true]) => ({ name, label: text, isRequired })),
    path: 'payout-methods', makeBody: values => ({ kind, ...values }), onDone: () => { toast('Saved'); loadMethod() },
  })
}

function drawPayouts({ rows }, place) {
  if (!rows.length) return showEmpty(place, 'No payments yet', 'What is approved is paid by the program’s next payout run.')
  place.replaceChildren(makeList('Payments', rows.map(row => element('div', { class: 'row' },
    element('span', { class: 'row-name' }, row.changed_at ? formatDate(row.changed_at) : 'Soon', ` · ${row.reference}`),
    element('b', { class: 'row-figure' }, formatMoney(row.sent ?? row.transfer)),
    element('span', { class: 'row-note' }, badge('payment_state', row.state), ` ${sentences.payment_meaning[row.state] ?? ''}${row.note ? ` ${row.note}` : ''}`)))))
}

function drawStatements({ rows }, place) {
  if (!rows.length) return showEmpty(place, 'No statements yet', 'There is one for each month from your first earning on.')
  place.replaceChildren(makeList('Statements', rows.map(row => element('div', { class: 'row' },
    element('span', { class: 'row-name' }, formatMonth(row.period), row.is_final ? '' : ' (so far)'),
    element('b', { class: 'row-figure' }, formatMoney(row.closing)),
    element('span', { class: 'row-note' }, 'Owed to you at the end'),
    element('span', { class: 'row-acts' }, ...formats.map(format => downloadButton(row, format)))))))
}

function downloadButton({ period, currency }, [format, name]) {
  const button = element('button', { type: 'button', class: 'plain small', 'aria-label': `${name} of ${formatMonth(period)}, ${currency}` }, name)
  button.addEventListener('click', async () => {
    button.setAttribute('aria-busy', true)
    try {
      await downloadFile(`statements/${period}`, { currency, format }, `statement-${period}-${currency}.${format}`)
    } catch (error) {
      toast(error.message)
    } finally {
      button.removeAttribute('aria-busy')
    }
  })
  return button
}
