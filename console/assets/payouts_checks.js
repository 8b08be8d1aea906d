// What money did not follow: refunds without their order, and decisions that would be others today.
import { request } from './api.js'
import { element } from './elements.js'
import { formatInstant, formatMoney, formatWholeShare } from './formats.js'
import { moneyColumn } from './money_columns.js'
import { loadInto, showEmpty } from './states.js'
import { fillTable, placeTables } from './tables.js'
import { t } from './texts.js'

const ROWS = 500
const DRIFT_DAYS = 90
const DAY_MS = 86400000
const KINDS = { refund: t('Refund'), dispute: t('Dispute') }
const timezone = () => document.body.dataset.timezone

export const showRefunds = place => loadInto(place, () => request('refunds/unmatched', { limit: ROWS }), ({ rows }) => {
  if (!rows.length) return showEmpty(place, t('Every refund has its order'), t('Nothing waits.'))
  const [table] = placeTables(place, [t('Refunds and disputes without their order, the newest first')])
  fillTable(table, [
    { label: t('Order'), value: row => row.order_id, cell: row => row.order_id || t('Payment {id}', { id: row.payment_id }) },
    { label: t('Kind'), value: row => KINDS[row.type] },
    { label: t('Amount'), value: row => row.value?.minor ?? null, cell: showAmount, isFigure: true, isNarrow: true },
    { label: t('Refund'), value: row => row.refund_id, isWide: true },
    { label: t('When'), value: row => row.timestamp, cell: row => formatInstant(row.timestamp, timezone()), isNarrow: true },
  ], rows)
})

const showAmount = ({ value, refunded_total: total }) => (value ? formatMoney(value) : total ? t('{amount} in all', { amount: formatMoney(total) }) : t('all of it'))

export const showDrift = place => loadInto(place, () => request('drift', { from: new Date(Date.now() - DRIFT_DAYS * DAY_MS).toISOString() }), ({ rows, is_cut: isCut }) => {
  if (!rows.length) return showEmpty(place, t('No drift'), t('Everything that was approved would be decided alike today.'))
  if (isCut) place.append(element('p', { class: 'quiet' }, t('Only the newest 5,000 conversions of the time were compared.')))
  const region = element('div', {})
  place.append(region)
  const [table] = placeTables(region, [t('Approved conversions that would be credited otherwise today')])
  fillTable(table, [
    { label: t('Order'), value: row => row.order_id, cell: row => row.order_id || t('Lead') },
    { label: t('Sold'), value: row => row.sold_at, cell: row => formatInstant(row.sold_at, timezone()), isNarrow: true },
    { label: t('Decided'), value: row => describeShares(row.decided) },
    { label: t('Would be today'), value: row => describeShares(row.today) },
    moneyColumn(t('Base decided'), row => row.decided_base, { isWide: true }),
    moneyColumn(t('Base today'), row => row.today_base, { isWide: true }),
  ], rows)
})

const describeShares = shares => shares.map(({ partner_name: name, weight, total_weight: total }) =>
  (weight === total ? name : `${name} ${formatWholeShare(weight / total)}`)).join(', ') || t('Nobody')
