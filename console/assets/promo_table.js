// Promo codes with how often they were redeemed; codes that nobody has yet are in no row.
import { request } from './api.js'
import { confirmAct, openDialogForm } from './dialog_form.js'
import { element } from './elements.js'
import { formatCount } from './formats.js'
import { revenueColumns } from './money.js'
import { fillTable } from './tables.js'
import { t } from './texts.js'
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
    { label: t('Code'), value: row => row.code, cell: ({ code, leaked }) => element('span', {}, code, ' ', leaked ? element('span', { class: 'badge', data: { tone: 'bad' }, title: t('Many people use it without ever having come by its partner') }, t('Leaked')) : null) },
    ...(names ? [{ label: t('Partner'), value: row => names.get(row.partner_id) ?? '–', cell: row => element('a', { href: `/partners/${row.partner_id}?site=${document.body.dataset.site}` }, names.get(row.partner_id) ?? '–') }] : []),
    ...revenueColumns(rows),
    { label: t('Redemptions'), value: row => row.redemptions, format: formatCount, isFigure: true },
    ...(isOwner ? [{ label: '', cell: row => archiveButton(row, reload) }] : []),
  ], rows)
}

function archiveButton({ promo_code_id: id, code }, reload) {
  const button = element('button', { type: 'button', class: 'plain small', 'aria-label': t('Archive the promo code {code}', { code }) }, t('Archive'))
  button.addEventListener('click', () => confirmAct({
    title: t('Archive the promo code {code}?', { code }), submit: t('Archive'),
    intro: t('Sales with it are nobody’s from now on, and the code stays taken. What it earned before stays. The discount itself ends in your shop, not here.'),
    act: () => request(`promo-codes/${id}`, {}, { method: 'DELETE' }),
    onDone: () => {
      toast(t('The promo code is archived'))
      reload()
    },
  }))
  return element('span', { class: 'row-actions' }, button)
}

/** `partners` as [id, name] pairs; with a single one nothing is asked. */
export function openCreatePromoCode(partners, onDone) {
  openDialogForm({
    title: t('Create promo code'), submit: t('Create'),
    intro: t('Whoever types it at checkout buys through its partner. Create the discount of the same name in your shop.'),
    fields: [
      ...(partners.length > 1 ? [{ name: 'partner_id', label: t('Partner'), isRequired: true, options: partners }] : []),
      { name: 'code', label: t('Promo code'), isRequired: true },
    ],
    path: 'promo-codes', makeBody: ({ code, partner_id: id }) => ({ code, partner_id: Number(id ?? partners[0]?.[0]) }),
    onDone: () => {
      toast(t('The promo code is made'))
      onDone()
    },
  })
}
