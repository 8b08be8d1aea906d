// What became of payments: a file of the bank, all at once, or one by one.
import { sendFile } from './api.js'
import { openDialogForm } from './dialog_form.js'
import { element, find } from './elements.js'
import { formatCount } from './formats.js'
import { t, tn } from './texts.js'
import { toast } from './toast.js'

const STATEMENTS = { csv: t('CSV with results'), mt940: t('MT940 statement'), client_bank: t('1C statement') }
// What may follow each state of a payment.
const NEXT = {
  reserved: ['paid', 'failed', 'withdrawn'], posted: ['paid', 'failed', 'unknown'], unknown: ['paid', 'failed'], confirmed: ['returned'],
}
const WORDS = {
  paid: [t('Paid'), t('The money has arrived.')], failed: [t('Failed'), t('The money stays with you; the partner is owed it again.')],
  withdrawn: [t('Take out'), t('It leaves this run; the partner is owed it again.')],
  unknown: [t('Unknown'), t('Nothing is given back until the bank says what became of it.')],
  returned: [t('Came back'), t('The money came back; the partner is owed it again.')],
}

export function makeResults(page, { items }) {
  const open = items.filter(item => ['reserved', 'posted', 'unknown'].includes(item.state))
  const formats = find('[data-run]').dataset.statements.split(' ')
  const choice = element('select', {}, ...formats.map(format => element('option', { value: format }, STATEMENTS[format] ?? format)))
  const file = element('input', { type: 'file', required: true })
  const outcome = element('div', { role: 'status' })
  const form = element('form', { class: 'actions' }, element('label', {}, t('File'), file), element('label', {}, t('Form'), choice), element('button', { class: 'plain' }, t('Upload')))
  form.addEventListener('submit', async event => {
    event.preventDefault()
    try {
      const answer = await sendFile(`${page.path}/results`, { format: choice.value }, file.files[0])
      await page.reload()
      find('[data-outcome]')?.replaceChildren(...describeAnswer(answer, items))
    } catch (error) {
      outcome.replaceChildren(element('p', { class: 'notice' }, error.message))
    }
  })
  outcome.dataset.outcome = ''
  const all = element('button', { type: 'button' }, tn('Mark {number} payment as paid', 'Mark {number} payments as paid', open.length, { number: formatCount(open.length) }))
  all.addEventListener('click', () => openDialogForm({
    title: t('Mark all open payments as paid?'), submit: t('All are paid'), intro: t('Do it when the bank statement shows them.'),
    path: `${page.path}/results`, makeBody: () => ({ results: open.map(({ partner }) => ({ partner, result: 'paid' })) }),
    onDone: answer => finish(page, answer, items),
  }))
  return element('section', { class: 'card', 'aria-label': t('Results') }, element('h3', {}, t('Results')),
    element('p', { class: 'quiet' }, t('Upload what the bank says; it is matched by reference and amount. Or enter it by hand, here for all, below for each.')),
    form, open.length ? element('p', { class: 'actions' }, all) : null, outcome)
}

export function makeResultButtons(page, { partner, partner_name: name, state, currency, transfer, payout_currency: paidIn }) {
  const isExchanged = paidIn && paidIn !== (currency ?? transfer.currency)
  const buttons = (NEXT[state] ?? []).map(result => {
    const [word, meaning] = WORDS[result]
    const button = element('button', { type: 'button', class: 'plain small', 'aria-label': `${word}: ${name}` }, word)
    button.addEventListener('click', () => openDialogForm({
      title: t('{name}: {outcome}?', { name, outcome: word.toLowerCase() }), intro: meaning, submit: word, isBad: ['failed', 'returned'].includes(result),
      fields: [
        ...(isExchanged && result === 'paid' ? [{ name: 'rate', label: t('Exchange rate'), isRequired: true, help: t('What one {currency} bought of {other}, like 4.2537', { currency: transfer.currency, other: paidIn }) }] : []),
        { name: 'note', label: t('Note'), help: t('The partner reads it.') },
      ],
      path: `${page.path}/results`, makeBody: values => ({ results: [{ partner, result, ...values }] }),
      onDone: answer => finish(page, answer, [{ partner, partner_name: name }]),
    }))
    return button
  })
  return element('span', { class: 'row-actions' }, ...buttons)
}

async function finish(page, answer, items = []) {
  toast(summarise(answer))
  await page.reload()
  find('[data-outcome]')?.replaceChildren(...describeAnswer(answer, items))
}

function summarise({ settled, known }) {
  const number = formatCount(settled.length)
  if (!known.length) return t('{number} entered', { number })
  return t('{number} entered, {known} known before', { number, known: formatCount(known.length) })
}

function describeAnswer(answer, items) {
  const nameOf = partner => items.find(item => item.partner === partner)?.partner_name ?? partner
  const { unsettled, missing } = answer
  return [
    element('p', {}, `${summarise(answer)}.`),
    ...unsettled.map(({ partner, reference, reason }) => element('p', { class: 'notice' }, `${nameOf(partner) || reference}: ${reason}`)),
    missing.length ? element('p', { class: 'notice' }, t('Not in the file: {names}.', { names: missing.map(nameOf).join(', ') })) : '',
  ]
}

