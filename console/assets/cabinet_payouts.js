// How the partner is paid, what was paid, and the statements.
import { request } from './api.js'
import { badge } from './badge.js'
import { downloadFile, formatDate, formatMonth, makeList } from './cabinet_parts.js'
import { explain } from './cabinet_words.js'
import { confirmAct, openDialogForm } from './dialog_form.js'
import { element, find } from './elements.js'
import { formatMoney } from './formats.js'
import { label } from './labels.js'
import { language } from './locales.js'
import { loadInto, showEmpty } from './states.js'
import { t, tc } from './texts.js'
import { toast } from './toast.js'

// The fields of each kind, as POST /payout-methods takes them.
const fields = {
  iban: [['holder', t('Account holder')], ['iban', 'IBAN'], ['bic', 'BIC', false]],
  pl_account: [['holder', t('Account holder')], ['account', t('Account number')]],
  ru_account: [['holder', t('Account holder')], ['account', t('Account number')], ['bik', t('BIK')], ['bank', t('Bank')], ['correspondent_account', t('Correspondent account')], ['inn', t('INN')], ['kpp', t('KPP'), false]],
  paypal: [['holder', t('Name')], ['email', t('E-mail at PayPal')]],
  wise: [['holder', t('Name')], ['email', t('E-mail at Wise')]],
  other: [['holder', t('Name')], ['text', t('How you are paid')]],
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
  const change = !place.dataset.kinds ? null : element('button', { type: 'button', class: isThere ? 'plain' : null }, isThere ? t('Change') : t('Say how you are paid'))
  change?.addEventListener('click', chooseKind)
  if (!isThere) return showEmpty(place, t('No payout method yet'), t('Nothing can be sent to you until you say where to.'), change)
  const end = element('button', { type: 'button', class: 'plain' }, t('Remove'))
  end.addEventListener('click', () => confirmAct({
    title: t('Remove the payout method?'), intro: t('Nothing can be paid to you until you give another one.'), submit: t('Remove'),
    act: () => request(`payout-methods/${method.method_id}`, {}, { method: 'DELETE' }), onDone: () => { toast(t('Removed')); loadMethod() },
  }))
  const wait = method.state === 'waiting' ? t('It is used from {day} on: a change waits for 72 hours, for your safety.', { day: formatDate(method.usable_from) }) : ''
  place.replaceChildren(element('div', { class: 'panel' },
    element('p', {}, element('b', {}, label('payout_method', method.kind)), `: ${method.summary}`),
    wait ? element('p', { class: 'quiet' }, wait) : null, element('p', { class: 'actions' }, change, end)))
}

const loadRequests = () => loadInto(find('[data-requests]'), () => request('payout-requests'), drawRequests)

function drawRequests({ rows, possible }, place) {
  const taken = possible.filter(({ obstacle }) => obstacle !== 'requests_not_taken')
  // Where the program takes none and never answered one there is nothing to say.
  find('[data-asking]').hidden = !taken.length && !rows.length
  place.replaceChildren(...taken.map(drawPossible), rows.length ? makeList(t('Requests'), rows.map(drawRequest)) : '')
}

function drawPossible({ currency, obstacle }) {
  const reason = explain('request_obstacle', obstacle) || explain('payout_obstacle', obstacle)
  const ask = element('button', { type: 'button', disabled: Boolean(obstacle) }, t('Ask for a payout in {currency}', { currency }))
  ask.addEventListener('click', () => openDialogForm({
    title: t('Ask for a payout'), intro: t('All that is approved in {currency} is paid by the next payout run.', { currency }), submit: t('Ask'),
    path: 'payout-requests', makeBody: () => ({ currency }), onDone: () => { toast(tc('request_state', 'Requested')); loadRequests() },
  }))
  return element('div', { class: 'panel' }, element('p', { class: 'actions' }, ask), reason ? element('p', { class: 'quiet' }, reason) : null)
}

const drawRequest = row => element('div', { class: 'row' },
  element('span', { class: 'row-name' }, `${formatDate(row.created_at)} · ${row.currency}`),
  element('span', { class: 'row-note' }, badge('request_state', row.state), row.note ? ` ${row.note}` : ''))

function chooseKind() {
  const kinds = find('[data-method]').dataset.kinds.split(' ')
  openDialogForm({
    title: t('How are you paid?'), submit: t('Next'), fields: [{ name: 'kind', label: t('Way'), options: kinds.map(kind => [kind, label('payout_method', kind)]), value: kinds[0], isRequired: true }],
    act: async values => values, onDone: ({ kind }) => askDetails(kind),
  })
}

function askDetails(kind) {
  openDialogForm({
    title: label('payout_method', kind), intro: t('Details are stored encrypted. They are used 72 hours after a change.'),
    fields: fields[kind].map(([name, text, isRequired = true]) => ({ name, label: text, isRequired })),
    path: 'payout-methods', makeBody: values => ({ kind, ...values }), onDone: () => { toast(t('Saved')); loadMethod() },
  })
}

function drawPayouts({ rows }, place) {
  if (!rows.length) return showEmpty(place, t('No payments yet'), t('What is approved is paid by the program’s next payout run.'))
  place.replaceChildren(makeList(t('Payments'), rows.map(row => element('div', { class: 'row' },
    element('span', { class: 'row-name' }, row.changed_at ? formatDate(row.changed_at) : t('Soon'), ` · ${row.reference}`),
    element('b', { class: 'row-figure' }, formatMoney(row.sent ?? row.transfer)),
    element('span', { class: 'row-note' }, badge('payment_state', row.state), ` ${explain('payment_meaning', row.state)}${row.note ? ` ${row.note}` : ''}`)))))
}

function drawStatements({ rows }, place) {
  if (!rows.length) return showEmpty(place, t('No statements yet'), t('There is one for each month from your first earning on.'))
  place.replaceChildren(makeList(t('Statements'), rows.map(row => element('div', { class: 'row' },
    element('span', { class: 'row-name' }, formatMonth(row.period), row.is_final ? '' : ` ${t('(so far)')}`),
    element('b', { class: 'row-figure' }, formatMoney(row.closing)),
    element('span', { class: 'row-note' }, t('Owed to you at the end')),
    element('span', { class: 'row-acts' }, ...formats.map(format => downloadButton(row, format)))))))
}

function downloadButton({ period, currency }, [format, name]) {
  const button = element('button', { type: 'button', class: 'plain small', 'aria-label': t('{format} of {month}, {currency}', { format: name, month: formatMonth(period), currency }) }, name)
  button.addEventListener('click', async () => {
    button.setAttribute('aria-busy', true)
    try {
      await downloadFile(`statements/${period}`, { currency, language, format }, `statement-${period}-${currency}.${format}`)
    } catch (error) {
      toast(error.message)
    } finally {
      button.removeAttribute('aria-busy')
    }
  })
  return button
}
