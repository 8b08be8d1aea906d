// The same funnel for each key of a breakdown, and the times of every step, as tables.
import { nameValue } from './credit_keys.js'
import { find } from './elements.js'
import { formatCount, formatDuration, formatShare } from './formats.js'
import { fillTable } from './tables.js'
import { t } from './texts.js'

export function drawTimes(steps) {
  fillTable(find('#times'), [
    { label: t('Step'), value: step => step.name },
    { label: t('People'), value: step => step.people, format: formatCount, isFigure: true },
    { label: t('Median'), value: step => step.median_seconds, format: formatDuration, isFigure: true },
    { label: t('Mean'), value: step => step.mean_seconds, format: formatDuration, isFigure: true, isWide: true },
    { label: 'p90', value: step => step.p90_seconds, format: formatDuration, isFigure: true },
  ], steps)
}

export function drawBreakdown(steps, breakdown, by) {
  find('[data-breakdown]').hidden = !breakdown
  if (!breakdown) return
  const label = find('[name=by]').selectedOptions[0].text
  find('#breakdown caption').textContent = t('By {key} of the first step', { key: label.toLowerCase() })
  const last = steps.length - 1
  fillTable(find('#breakdown'), [
    { label, value: row => nameKey(row.key, by), total: t('All') },
    ...steps.map((step, at) => ({
      label: `${at + 1}. ${step.name}`, value: row => row.steps[at].people, format: formatCount, total: formatCount(step.people), isFigure: true,
    })),
    { label: t('Completed'), value: row => row.steps[last].from_first, format: formatShare, total: formatShare(steps[last].from_first), isFigure: true, share: row => row.steps[last].from_first },
    { label: t('Median of the last step'), value: row => row.steps[last].median_seconds, format: formatDuration, total: formatDuration(steps[last].median_seconds), isFigure: true, isWide: true },
    { label: t('p90 of the last step'), value: row => row.steps[last].p90_seconds, format: formatDuration, total: formatDuration(steps[last].p90_seconds), isFigure: true, isWide: true },
  ], breakdown)
}

const nameKey = (key, by) => (key === '(none)' ? (by === 'partner' ? t('No partner') : t('Unknown')) : nameValue(key, by))
