// Corrections, bonuses and penalties that people posted, and the form for one.
import { request } from './api.js'
import { openDialogForm } from './dialog_form.js'
import { find } from './elements.js'
import { formatInstant, formatMoney } from './formats.js'
import { label } from './labels.js'
import { moneyColumn } from './money_columns.js'
import { loadInto, showEmpty } from './states.js'
import { fillTable, placeTables } from './tables.js'
import { toast } from './toast.js'

const REASONS = [
  ['correction', 'Correction, up or down'], ['bonus', 'Bonus'], ['penalty', 'Penalty'],
  ['forfeit', 'Forfeit all that is not in a payout'], ['write_off', 'Give up what the partner owes'],
]
const ROWS = 500
const OF_EVERYTHING = ['forfeit', 'write_off']
const place = () => find('#adjustments [data-place]')

export function bindAdjustments() {
  find('[data-new-adjustment]')?.addEventListener('click', openNewAdjustment)
}

export const showAdjustments = () => loadInto(place(), () => request('adjustments', { limit: ROWS }), ({ rows }) => {
  if (!rows.length) return showEmpty(place(), 'No adjustment yet', 'A correction or penalty has a note that the partner reads.')
  const [table] = placeTables(place(), ['Adjustments, the newest first'])
  fillTable(table, [
    { label: 'Partner', value: row => row.partner_name },
    moneyColumn('Amount', row => row.amount),
    { label: 'Kind', value: row => label('ledger_cause', row.cause) },
    { label: 'Note', value: row => row.note },
    { label: 'By', value: row => row.by_name, isWide: true },
    { label: 'When', value: row => row.at, cell: row => formatInstant(row.at, document.body.dataset.timezone), isNarrow: true },
  ], rows)
})

async function openNewAdjustment() {
  const [{ rows: partners }, { rows: sites }] = await Promise.all([request('partners'), request('sites')])
  const site = sites.find(each => String(each.site_id) === document.body.dataset.site)
  openDialogForm({
    title: 'New adjustment', intro: 'It is posted at once, and stays in the ledger.', submit: 'Post',
    fields: [
      { name: 'partner', label: 'Partner', options: partners.map(each => [String(each.partner_id), each.name]) },
      { name: 'reason', label: 'Kind', options: REASONS },
      { name: 'amount', label: 'Amount', help: 'Above zero the partner gets it, below zero he loses it. A penalty is below zero. Leave it empty for all of his money.', attributes: { inputmode: 'decimal' } },
      { name: 'currency', label: 'Currency', value: site?.currency ?? '', isRequired: true, attributes: { pattern: '[A-Z]{3}', size: 4 } },
      { name: 'note', label: 'Note', isRequired: true, help: 'The partner reads it.' },
    ],
    path: 'adjustments',
    makeBody: ({ amount, ...values }) => ({ ...values, ...(amount && !OF_EVERYTHING.includes(values.reason) && { amount: amount.replace(',', '.') }) }),
    onDone: ({ amount }) => {
      toast(amount ? `Posted: ${formatMoney(amount)}` : 'Posted')
      showAdjustments()
    },
  })
}

