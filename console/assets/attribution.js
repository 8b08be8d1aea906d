// Who earned which part of the conversions: under the chosen model day by day, or under all models side by side.
import { compare } from './attribution_compare.js'
import { ask } from './api.js'
import { askBefore, describeChange, drawPrevious, knownBefore } from './changes.js'
import { drawDays } from './charts.js'
import { chosenText, creditColumn } from './credit_keys.js'
import { find } from './elements.js'
import { linkExports } from './exports.js'
import { formatLike, formatShare, nameModel } from './formats.js'
import { revenueColumns, revenueTotals } from './money.js'
import { showParts } from './parts.js'
import { previousPeriod } from './periods.js'
import { startReport } from './report.js'
import { readSeries } from './series.js'
import { fillTable, fillTotals } from './tables.js'

export function startAttribution() {
  const views = { credits: { load, draw }, compare }
  startReport({
    load: (view, signal) => views[view.show].load(view, signal),
    later: view => (view.show === 'credits' ? [signal => loadDaily(view, signal), signal => askBefore('attribution', view, signal)] : []),
    draw: (answer, view) => {
      showParts(view.show)
      views[view.show].draw(answer, view)
    },
    isEmpty: ({ rows, clicks = 0 }) => !rows.length && clicks === 0,
  })
}

async function load(view, signal) {
  // Clicks are not known yet: only without any is the page empty.
  return { ...await ask('attribution', view, { signal }), before: knownBefore('attribution', view), clicks: null }
}

async function loadDaily({ from, to, tz }, signal) {
  const { series, totals } = await ask('partners/stats', { from, to, tz, interval: 'day' }, { signal })
  return { series, clicks: totals.clicks }
}

function draw(answer, view) {
  drawTotals(answer, view)
  drawCredits(answer, view)
  if (answer.series) drawDaily(answer.series, view)
  linkExports('attribution', view)
}

function drawTotals({ totals, before }, view) {
  fillTotals(find('#totals'), [
    [chosenText('conversion'), formatLike([totals.conversions])(totals.conversions), describeChange(totals.conversions, before?.conversions)],
    ...revenueTotals(totals.revenue, before?.revenue),
  ])
  drawPrevious(previousPeriod(view))
}

function drawCredits({ rows, totals, meta }, { by }) {
  const formatCredit = formatLike([totals.conversions, ...rows.map(row => row.conversions)])
  const share = row => (totals.conversions ? row.conversions / totals.conversions : 0)
  find('#credits caption').textContent = `${chosenText('conversion')} by ${chosenText('by').toLowerCase()}, ${nameModel(meta)}`
  fillTable(find('#credits'), [
    creditColumn(by),
    { label: chosenText('conversion'), value: row => row.conversions, format: formatCredit, total: formatCredit(totals.conversions), isFigure: true },
    { label: 'Share', value: share, format: formatShare, total: formatShare(rows.length ? 1 : null), isFigure: true, isWide: true, share },
    ...revenueColumns(rows, totals.revenue),
  ], rows)
}

function drawDaily(series, view) {
  const counts = {
    sale: point => point.sales,
    lead: point => point.leads,
    all: point => point.sales + point.leads,
  }
  const label = chosenText('conversion')
  drawDays(find('#daily'), { title: `${label} a day through partners`, label, ...readSeries(series, view, counts[view.conversion]) })
}
