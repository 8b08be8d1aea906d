// The credit of each partner or channel: under the chosen model and day by day, or under all models side by side.
import { compare } from './attribution_compare.js'
import { request } from './api.js'
import { loadPreviousTotals, describeChange, drawPreviousPeriod, findPreviousTotals } from './previous_period.js'
import { drawDays } from './charts.js'
import { chosenText, creditColumn } from './credit_keys.js'
import { find } from './elements.js'
import { linkExports } from './exports.js'
import { formatLike, formatShare, nameModel } from './formats.js'
import { formatAll, revenueColumns, revenueTotals } from './money.js'
import { showSection } from './sections.js'
import { startReport } from './report.js'
import { fillDays } from './series.js'
import { fillTable, fillTotals } from './tables.js'
import { t, tc } from './texts.js'

export function startAttribution() {
  const views = { credits: { load, draw }, compare }
  startReport({
    load: (view, signal) => views[view.show].load(view, signal),
    loadLater: view => (view.show === 'credits' ? [signal => loadDaily(view, signal), signal => loadPreviousTotals('attribution', view, signal)] : []),
    draw: (answer, view) => {
      showSection(view.show)
      views[view.show].draw(answer, view)
    },
    isEmpty: ({ rows, clicks = 0 }) => !rows.length && clicks === 0,
  })
}

async function load(view, signal) {
  // Clicks are loaded later; the page counts as empty only once there are none.
  return { ...await request('attribution', view, { signal }), before: findPreviousTotals('attribution', view), clicks: null }
}

// The totals day by day, by the same question; where there are none, also whether anybody clicked at all.
async function loadDaily(view, signal) {
  const { rows: series } = await request('attribution/series', { ...view, interval: 'day' }, { signal })
  if (series.some(({ conversions }) => conversions)) return { series }
  const { from, to, tz } = view
  const { totals } = await request('partners/stats', { from, to, tz, interval: 'total' }, { signal })
  return { series, clicks: totals.clicks }
}

function draw(answer, view) {
  drawTotals(answer, view)
  drawCredits(answer, view)
  if (answer.series) drawDaily(answer.series, view)
  linkExports('attribution', view)
}

function drawTotals({ totals, before, meta }, view) {
  fillTotals(find('#totals'), [
    [chosenText('conversion'), formatLike([totals.conversions])(totals.conversions), describeChange(totals.conversions, before?.conversions)],
    ...revenueTotals(totals.revenue, before?.revenue),
  ])
  drawPreviousPeriod(view)
  drawUnconfirmed(meta.unconfirmed, totals)
}

// Figures show what browsers alone report; money does not follow it.
function drawUnconfirmed(unconfirmed, { conversions }) {
  const line = find('[data-unconfirmed]')
  line.hidden = !unconfirmed?.conversions
  if (line.hidden) return
  const values = { number: formatLike([unconfirmed.conversions])(unconfirmed.conversions), share: formatShare(unconfirmed.conversions / conversions) }
  line.querySelector('span').textContent = unconfirmed.revenue.some(({ minor }) => minor)
    ? t('{number} of these ({amount}), {share}, only browsers reported: not payable until confirmed.', { ...values, amount: formatAll(unconfirmed.revenue) })
    : t('{number} of these, {share}, only browsers reported: not payable until confirmed.', values)
  line.querySelector('a').search = location.search
}

function drawCredits({ rows, totals, meta }, { by }) {
  const formatCredit = formatLike([totals.conversions, ...rows.map(row => row.conversions)])
  const share = row => (totals.conversions ? row.conversions / totals.conversions : 0)
  find('#credits caption').textContent = t('{figures} by {key}, {model}', { figures: chosenText('conversion'), key: chosenText('by').toLowerCase(), model: nameModel(meta) })
  fillTable(find('#credits'), [
    creditColumn(by),
    { label: chosenText('conversion'), value: row => row.conversions, format: formatCredit, total: formatCredit(totals.conversions), isFigure: true },
    { label: tc('credit', 'Share'), value: share, format: formatShare, total: formatShare(rows.length ? 1 : null), isFigure: true, isWide: true, share },
    ...revenueColumns(rows, totals.revenue),
  ], rows)
}

function drawDaily(series, view) {
  const label = chosenText('conversion')
  drawDays(find('#daily'), { title: t('{figures} a day', { figures: label }), label, ...fillDays(series, view, point => point.conversions) })
}
