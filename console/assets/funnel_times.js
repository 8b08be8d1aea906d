// How long people took from the step before, as small bars: what part of them, from each time on.
import { element } from './elements.js'
import { formatBound, formatCount, formatDuration, formatWholeShare } from './formats.js'

/** `histogram`: people by seconds, at least the key and less than the next; null where nobody came. */
export function drawHistogram({ histogram, people }) {
  const buckets = listBuckets(histogram)
  if (!buckets.length) return null
  const most = Math.max(...buckets.map(bucket => bucket.count))
  const words = buckets.filter(bucket => bucket.count).map(({ name, count }) => `${name}: ${formatCount(count)}`)
  return element('div', { class: 'times', role: 'img', 'aria-label': `Time from the step before. ${words.join(', ')}` },
    ...buckets.map(({ name, short, count }) => element('div', { title: `${name}: ${formatCount(count)}` },
      element('span', {}, count ? formatWholeShare(count / people) : ''),
      element('i', { style: { '--share': count / most } }),
      element('span', {}, short))))
}

/** From the first to the last that anybody is in. */
function listBuckets(histogram) {
  const bounds = Object.keys(histogram ?? {}).map(Number).sort((a, b) => a - b)
  const all = bounds.map((from, i) => ({
    name: i + 1 < bounds.length ? `under ${formatDuration(bounds[i + 1])}` : `${formatDuration(from)} and more`,
    short: i + 1 < bounds.length ? `<${formatBound(bounds[i + 1])}` : `${formatBound(from)}+`,
    count: histogram[from],
  }))
  const isThere = bucket => bucket.count > 0
  return all.slice(all.findIndex(isThere), all.findLastIndex(isThere) + 1)
}
