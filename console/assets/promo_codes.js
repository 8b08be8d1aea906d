// Redemptions of promo codes; a leaked code is used by people its partner never referred.
import { request } from './api.js'
import { element, find } from './elements.js'
import { linkExports } from './exports.js'
import { formatCount, formatShare } from './formats.js'
import { revenueColumns } from './money.js'
import { startReport } from './report.js'
import { fillTable } from './tables.js'

export function startPromoCodes() {
  startReport({
    load: ({ from, to, tz }, signal) => request('promo-codes/redemptions', { from, to, tz }, { signal }),
    draw: drawCodes,
    isEmpty: ({ rows }) => !rows.length,
  })
}

function drawCodes({ rows, meta }, view) {
  const leaked = rows.filter(row => row.leaked)
  find('#summary').textContent = `${formatCount(leaked.length)} of ${formatCount(rows.length)} codes leaked: most redemptions `
    + `without any click before, from ${formatCount(meta.leaked_networks)} networks or more.`
  const shown = (view.codes === 'leaked' ? leaked : rows).map(row => ({ ...row, revenue: row.value }))
  const share = row => row.without_click / row.redemptions
  const count = (label, name) => ({ label, value: row => row[name], format: formatCount, isFigure: true })
  fillTable(find('#codes'), [
    { label: 'Code', value: row => row.code, cell: showCode },
    { label: 'Partner', value: row => row.partner, format: partner => partner || 'No partner' },
    count('Redemptions', 'redemptions'),
    count('Without a click', 'without_click'),
    { label: 'Share', value: share, format: formatShare, isFigure: true, isWide: true, share },
    { ...count('Networks', 'networks'), isWide: true },
    ...revenueColumns(shown),
  ], shown)
  linkExports('promo-codes/redemptions', view)
}

const showCode = ({ code, leaked }) =>
  element('span', {}, code, ' ', leaked ? element('span', { class: 'badge', data: { tone: 'bad' } }, 'leaked') : null)
