// Promo codes with how often they were redeemed; codes that nobody has yet are in no row.
import { request } from './api.js'
import { confirmAct, openDialogForm } from './dialog_form.js'
import { element } from './elements.js'
import { formatCount } from './formats.js'
import { revenueColumns } from './money.js'
import { fillTable } from './tables.js'
import { toast } from './toast.js'

/** The promo codes of the site, or of one partner, each with its redemptions in the period. */
export async function loadPromoCodes({ from, to, tz }, partner, signal) {
  const [{ rows }, { rows: redeemed }] = await Promise.all([
    request('promo-codes', { partner }, { signal }), request('promo-codes/redemptions', { from, to, tz }, { signal }),
  ])
  const found = new Map(redeemed.map(row => [row.code, row]))
  return rows.map(row => {
    const { redemptions = 0, value = [], leaked = false } = found.get(row.code.toLowerCase()) ?? {}
    return { ...row, redemptions, revenue: value, leaked }
  })
}

/** `names`: partner's id → name, null where the partner is known. */
export function fillPromoCodes(table, rows, { isOwner, names, reload }) {
  fillTable(table, [
    { label: 'Code', value: row => row.code, cell: ({ code, leaked }) => element('span', {}, code, ' ', leaked ? element('span', { class: 'badge', data: { tone: 'bad' }, title: 'Many people use it without ever having come by its partner' }, 'Leaked') : null) },
    ...(names ? [{ label: 'Partner', value: row => names.get(row.partner_id) ?? '–', cell: row => element('a', { href: `/partners/${row.partner_id}?site=${document.body.dataset.site}` }, names.get(row.partner_id) ?? '–') }] : []),
    ...revenueColumns(rows),
    { label: 'Redemptions', value: row => row.redemptions, format: formatCount, isFigure: true },
    ...(isOwner ? [{ label: '', cell: row => archiveButton(row, reload) }] : []),
  ], rows)
}

function archiveButton({ promo_code_id: id, code }, reload) {
  const button = element('button', { type: 'button', class: 'plain small', 'aria-label': `Archive the promo code ${code}` }, 'Archive')
  button.addEventListener('click', () => confirmAct({
    title: `Archive the promo code ${code}?`, submit: 'Archive',
    intro: 'Sales with it are nobody’s from now on, and the code stays taken. What it earned before stays. The discount itself ends in your shop, not here.',
    act: () => request(`promo-codes/${id}`, {}, { method: 'DELETE' }),
    onDone: () => {
      toast('The promo code is archived')
      reload()
    },
  }))
  return element('span', { class: 'row-actions' }, button)
}

/** `partners` as [id, name] pairs; with a single one nothing is asked. */
export function openCreatePromoCode(partners, onDone) {
  openDialogForm({
    title: 'Create promo code', submit: 'Create',
    intro: 'Whoever types it at checkout buys through its partner. Create the discount of the same name in your shop.',
    fields: [
      ...(partners.length > 1 ? [{ name: 'partner_id', label: 'Partner', isRequired: true, options: partners }] : []),
      { name: 'code', label: 'Promo code', isRequired: true },
    ],
    path: 'promo-codes', makeBody: ({ code, partner_id: id }) => ({ code, partner_id: Number(id ?? partners[0]?.[0]) }),
    onDone: () => {
      toast('The promo code is made')
      onDone()
    },
  })
}
