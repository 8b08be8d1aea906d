// The payout runs of the site, what was paid by them, and the form that drafts one.
import { request } from './api.js'
import { badge } from './badge.js'
import { openDialogForm } from './dialog_form.js'
import { element } from './elements.js'
import { formatCount, formatInstant, formatMoney } from './formats.js'
import { label } from './labels.js'
import { moneyColumn } from './money_columns.js'
import { makePageUrl } from './page_links.js'
import { loadInto, showEmpty } from './states.js'
import { fillTable, placeTables } from './tables.js'
import { t } from './texts.js'

const ROWS = 500
const timezone = () => document.body.dataset.timezone
const linkRun = run => element('a', { href: makePageUrl(`/payouts/${run}`) }, run)

export const showRuns = place => loadInto(place, () => request('payout-runs', { limit: ROWS }), ({ rows }) => {
  if (!rows.length) {
    const button = element('button', { type: 'button' }, t('New payout run'))
    button.addEventListener('click', () => openNewRun())
    return showEmpty(place, t('No payout run yet'), t('A run pays all partners what is approved: draft it, look at it, approve it, give its file to the bank.'), button)
  }
  const [table] = placeTables(place, [t('Payout runs, the newest first')])
  fillTable(table, [
    { label: t('Run'), value: row => row.run_id, cell: row => linkRun(row.run_id), isNarrow: true },
    { label: t('State'), value: row => row.state, cell: row => badge('payout_state', row.state) },
    { label: t('Transfer'), value: row => row.transfer?.minor ?? null, cell: row => (row.transfer ? formatMoney(row.transfer) : '–'), isFigure: true },
    { label: t('Payments'), value: row => row.item_count, format: formatCount, isFigure: true, isWide: true },
    { label: t('Cutoff'), value: row => row.cutoff, cell: row => formatInstant(row.cutoff, timezone()), isNarrow: true, isWide: true },
    { label: t('Made by'), value: row => row.created_by_name, isWide: true },
    { label: t('Approved by'), value: row => row.approved_by_name, isWide: true },
  ], rows)
})

export const showPaid = place => loadInto(place, () => request('payouts', { limit: ROWS }), ({ rows }) => {
  if (!rows.length) return showEmpty(place, t('Nothing was paid yet'), t('Payments of approved runs stand here with what became of them.'))
  const [table] = placeTables(place, [t('Payments of all runs, the newest first')])
  fillTable(table, [
    { label: t('Partner'), value: row => row.partner_name },
    moneyColumn(t('Transfer'), row => row.transfer),
    { label: t('State'), value: row => row.state, cell: row => badge('payment_state', row.state) },
    { label: t('When'), value: row => row.changed_at ?? '', cell: row => (row.changed_at ? formatInstant(row.changed_at, timezone()) : '–'), isNarrow: true },
    { label: t('Run'), value: row => row.run_id, cell: row => linkRun(row.run_id), isNarrow: true, isWide: true },
    { label: t('Method'), value: row => row.method_kind, cell: row => label('payout_method', row.method_kind), isWide: true },
    { label: t('Reference'), value: row => row.reference, isWide: true },
    ...(rows.some(row => row.note) ? [{ label: t('Note'), value: row => row.note, isWide: true }] : []),
  ], rows)
})

/** The first of the three steps: which money, of whom, until when, and who pays. */
export async function openNewRun() {
  const [{ rows: due }, { rows: programs }, { rows: runs }] = await Promise.all(
    [request('balances/due'), request('programs'), request('payout-runs', { limit: 1 })])
  const currencies = [...new Set(due.filter(row => row.payable.minor).map(row => row.payable.currency))]
  const isFirst = !runs.length
  openDialogForm({
    title: t('New payout run'), submit: t('Make a draft'),
    intro: t('Step 1 of 3. A draft reserves nothing: you see whom it pays before you approve it.'),
    fields: [
      { name: 'currency', label: t('Currency'), ...(currencies.length ? { options: currencies.map(each => [each, each]) } : { attributes: { pattern: '[A-Z]{3}' } }), isRequired: true },
      { name: 'program_id', label: t('Program'), options: [['', t('All programs')], ...programs.map(each => [String(each.program_id), each.name])] },
      { name: 'cutoff', label: t('Cutoff'), type: 'datetime-local', help: t('What was approved by then is paid. Empty: by the schedule of the program, or now.') },
      { name: 'execute_on', label: t('Day of payment'), type: 'date', help: t('Empty: the day of the approval.') },
      { name: 'purpose', label: t('Purpose'), value: t('Partner commission'), isRequired: true, help: t('Partners read it on their bank statement.') },
      { name: 'payer', label: t('Who pays'), help: isFirst ? t('The name of the account’s owner.') : t('Empty: as in the run before.') },
      { name: 'iban', label: t('From the account (IBAN)'), help: isFirst ? t('A bank’s file needs it.') : t('Empty: as in the run before.') },
    ],
    path: 'payout-runs',
    makeBody: ({ program_id: program, cutoff, payer, iban, ...values }) => ({
      ...values,
      ...(program && { program_id: Number(program) }),
      ...(cutoff && { cutoff: new Date(cutoff).toISOString() }),
      ...((payer || iban) && { payer: { name: payer, accounts: iban ? [{ kind: 'iban', holder: payer, iban }] : [] } }),
    }),
    onDone: ({ run }) => location.assign(makePageUrl(`/payouts/${run.run_id}`)),
  })
}
