// Redemptions of promo codes; a leaked code is used by people its partner never referred.
import { request } from './api.js'
import { element, find } from './elements.js'
import { linkExports } from './exports.js'
import { formatCount, formatShare } from './formats.js'
import { revenueColumns } from './money.js'
import { startReport } from './report.js'
import { fillTable } from './tables.js'
import { t, tc } from './texts.js'

export function startPromoCodes() {
  startReport({
    load: ({ from, to, tz }, signal) => request('promo-codes/redemptions', { from, to, tz }, { signal }),
    draw: drawCodes,
    isEmpty: ({ rows }) => !rows.length,
  })
}

function drawCodes({ rows, meta }, view) {
  const leaked = rows.filter(row => row.leaked)
  find('#summary').textContent = t('{number} of {all} codes leaked: most redemptions without any click before, from {networks} networks or more.', { number: formatCount(leaked.length), all: formatCount(rows.length), networks: formatCount(meta.leaked_networks) })
  const shown = (view.codes === 'leaked' ? leaked : rows).map(row => ({ ...row, revenue: row.value }))
  const share = row => row.without_click / row.redemptions
  const count = (label, name) => ({ label, value: row => row[name], format: formatCount, isFigure: true })
  fillTable(find('#codes'), [
    { label: t('Code'), value: row => row.code, cell: showCode },
    { label: t('Partner'), value: row => row.partner_name || row.partner, format: partner => partner || t('No partner') },
    count(t('Redemptions'), 'redemptions'),
    count(t('Without a click'), 'without_click'),
    { label: tc('credit', 'Share'), value: share, format: formatShare, isFigure: true, isWide: true, share },
    { ...count(t('Networks'), 'networks'), isWide: true },
    ...revenueColumns(shown),
  ], shown)
  linkExports('promo-codes/redemptions', view)
}

const showCode = ({ code, leaked }) =>
  element('span', {}, code, ' ', leaked ? element('span', { class: 'badge', data: { tone: 'bad' } }, t('leaked')) : null)
