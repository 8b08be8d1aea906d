// The time people took from the step before, as a small histogram with the share of each bucket.
import { element } from './elements.js'
import { formatBound, formatCount, formatDuration, formatWholeShare } from './formats.js'
import { t } from './texts.js'

/** `histogram`: people by seconds, at least the key and less than the next; null where nobody reached the step. */
export function drawHistogram({ histogram, people }) {
  const buckets = listBuckets(histogram)
  if (!buckets.length) return null
  const most = Math.max(...buckets.map(bucket => bucket.count))
  const texts = buckets.filter(bucket => bucket.count).map(({ name, count }) => `${name}: ${formatCount(count)}`)
  return element('div', { class: 'times', role: 'img', 'aria-label': `${t('Time from the previous step.')} ${texts.join(', ')}` },
    ...buckets.map(({ name, short, count }) => element('div', { title: `${name}: ${formatCount(count)}` },
      element('span', {}, count ? formatWholeShare(count / people) : ''),
      element('i', { style: { '--share': count / most } }),
      element('span', {}, short))))
}

/** From the first to the last that is not empty. */
function listBuckets(histogram) {
  const bounds = Object.keys(histogram ?? {}).map(Number).sort((a, b) => a - b)
  const all = bounds.map((from, i) => ({
    name: i + 1 < bounds.length ? t('under {duration}', { duration: formatDuration(bounds[i + 1]) }) : t('{duration} and more', { duration: formatDuration(from) }),
    short: i + 1 < bounds.length ? `<${formatBound(bounds[i + 1])}` : `${formatBound(from)}+`,
    count: histogram[from],
  }))
  const isFilled = bucket => bucket.count > 0
  return all.slice(all.findIndex(isFilled), all.findLastIndex(isFilled) + 1)
}
