// The most frequent paths to a conversion, repeated keys merged.
import { request } from './api.js'
import { chosenText, nameKey } from './credit_keys.js'
import { element, find } from './elements.js'
import { linkExports } from './exports.js'
import { formatCount, formatDuration, formatLike, formatShare } from './formats.js'
import { revenueColumns } from './money.js'
import { startReport } from './report.js'
import { fillTable } from './tables.js'
import { t, tc, tn } from './texts.js'

export function startPaths() {
  startReport({
    load: (view, signal) => request('paths', view, { signal }),
    draw: drawPaths,
    isEmpty: ({ rows }) => !rows.length,
  })
}

function drawPaths({ rows, conversions, meta }, view) {
  const shown = rows.reduce((sum, row) => sum + row.conversions, 0)
  find('#summary').textContent = rows.length
    ? tn('{number} path led to {shown} of {all} conversions.', '{number} paths led to {shown} of {all} conversions.', rows.length, { number: formatCount(rows.length), shown: formatCount(shown), all: formatCount(conversions) }) : ''
  find('#paths caption').textContent = t('Paths by {key}, clicks within {duration}', { key: chosenText('by').toLowerCase(), duration: formatDuration(meta.window_ms / 1000) })
  fillTable(find('#paths'), [
    { label: t('Path'), value: row => nameSteps(row, view.by).join(' '), cell: row => showSteps(row, view.by) },
    { label: t('Conversions'), value: row => row.conversions, format: formatCount, isFigure: true },
    { label: tc('credit', 'Share'), value: row => row.share, format: formatShare, isFigure: true, share: row => row.share },
    ...revenueColumns(rows),
    { label: t('Clicks'), value: countClicks, format: formatLike(rows.map(countClicks)), isFigure: true, isWide: true },
    { label: t('Half within'), value: row => row.median_seconds, cell: showMedian, isFigure: true, isWide: true },
  ], rows)
  linkExports('paths', view)
}

// Without a click the path holds the unattributed key alone.
const isWithoutClick = ({ steps }) => !steps.length || (steps.length === 1 && steps[0] === 'unattributed')

const countClicks = row => (isWithoutClick(row) ? 0 : row.mean_touches)

const nameSteps = (row, by) => (isWithoutClick(row) ? [t('No click')] : row.labels.map(step => nameKey(step, by)))

function showSteps(row, by) {
  return element('span', { class: 'path' }, ...nameSteps(row, by).map(name => element('span', {}, name)))
}

const showMedian = row => formatDuration(isWithoutClick(row) ? null : row.median_seconds)
