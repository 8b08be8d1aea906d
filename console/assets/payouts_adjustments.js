// Corrections, bonuses and penalties that people posted, and the form for one.
import { request } from './api.js'
import { openDialogForm } from './dialog_form.js'
import { find } from './elements.js'
import { formatInstant, formatMoney } from './formats.js'
import { label } from './labels.js'
import { moneyColumn } from './money_columns.js'
import { loadInto, showEmpty } from './states.js'
import { fillTable, placeTables } from './tables.js'
import { t } from './texts.js'
import { toast } from './toast.js'

const REASONS = [
  ['correction', t('Correction, up or down')], ['bonus', t('Bonus')], ['penalty', t('Penalty')],
  ['forfeit', t('Forfeit all that is not in a payout')], ['write_off', t('Give up what the partner owes')],
]
const ROWS = 500
const OF_EVERYTHING = ['forfeit', 'write_off']
const place = () => find('#adjustments [data-place]')

export function bindAdjustments() {
  find('[data-new-adjustment]')?.addEventListener('click', openNewAdjustment)
}

export const showAdjustments = () => loadInto(place(), () => request('adjustments', { limit: ROWS }), ({ rows }) => {
  if (!rows.length) return showEmpty(place(), t('No adjustment yet'), t('A correction or penalty has a note that the partner reads.'))
  const [table] = placeTables(place(), [t('Adjustments, the newest first')])
  fillTable(table, [
    { label: t('Partner'), value: row => row.partner_name },
    moneyColumn(t('Amount'), row => row.amount),
    { label: t('Kind'), value: row => label('ledger_cause', row.cause) },
    { label: t('Note'), value: row => row.note },
    { label: t('By'), value: row => row.by_name, isWide: true },
    { label: t('When'), value: row => row.at, cell: row => formatInstant(row.at, document.body.dataset.timezone), isNarrow: true },
  ], rows)
})

async function openNewAdjustment() {
  const [{ rows: partners }, { rows: sites }] = await Promise.all([request('partners'), request('sites')])
  const site = sites.find(each => String(each.site_id) === document.body.dataset.site)
  openDialogForm({
    title: t('New adjustment'), intro: t('It is posted at once, and stays in the ledger.'), submit: t('Post'),
    fields: [
      { name: 'partner', label: t('Partner'), options: partners.map(each => [String(each.partner_id), each.name]) },
      { name: 'reason', label: t('Kind'), options: REASONS },
      { name: 'amount', label: t('Amount'), help: t('Above zero the partner gets it, below zero he loses it. A penalty is below zero. Leave it empty for all of his money.'), attributes: { inputmode: 'decimal' } },
      { name: 'currency', label: t('Currency'), value: site?.currency ?? '', isRequired: true, attributes: { pattern: '[A-Z]{3}', size: 4 } },
      { name: 'note', label: t('Note'), isRequired: true, help: t('The partner reads it.') },
    ],
    path: 'adjustments',
    makeBody: ({ amount, ...values }) => ({ ...values, ...(amount && !OF_EVERYTHING.includes(values.reason) && { amount: amount.replace(',', '.') }) }),
    onDone: ({ amount }) => {
      toast(amount ? t('Posted: {amount}', { amount: formatMoney(amount) }) : t('Posted'))
      showAdjustments()
    },
  })
}

