// The trace of one conversion: a summary, every touch with its credit, the duplicates, the marks.
import { badge } from './badge.js'
import { describeAwaited, describeReason, stateOf } from './decisions.js'
import { element } from './elements.js'
import { formatCount, formatDuration, formatInstant, formatMoney, formatShare, nameModel } from './formats.js'
import { label } from './labels.js'
import { fillTable } from './tables.js'

export function drawTrace(trace, tz) {
  return [
    drawSummary(trace, tz),
    drawTouches(trace, tz),
    ...drawLimit(trace),
    ...drawDuplicates(trace.duplicates, tz),
    ...drawMarks(trace.marks),
  ]
}

function drawSummary({ conversion, model, window_ms: windowMs }, tz) {
  const { type, order_id: orderId, timestamp, value, refunded, source, reasons, awaits } = conversion
  const words = [describeAwaited(awaits), ...reasons.map(describeReason)].filter(Boolean)
  const parts = [
    `${label('event_type', type)}${orderId ? ` ${orderId}` : ''}`,
    value?.minor ? ` of ${formatMoney(value)}` : '',
    refunded?.minor ? `, ${formatMoney(refunded)} of it refunded` : '',
    `, ${formatInstant(timestamp, tz)}${source ? `, reported by the ${label('source', source).toLowerCase()}` : ''}. Credit by ${nameModel({ model, window_ms: windowMs })}. `,
  ]
  return element('p', {}, ...parts, badge(...stateOf(conversion)),
    words.length ? ` (${words.join(', ')})` : '')
}

function drawTouches({ touches, credit }, tz) {
  const hasMoney = touches.some(touch => touch.credit?.minor)
  const none = hasMoney ? '' : undefined
  const table = element('table', {}, element('caption', {}, `Touches: ${formatCount(touches.length)}`))
  fillTable(table, [
    { label: 'Click', value: touch => touch.timestamp, cell: touch => describeMoment(touch, tz), total: hasMoney ? 'Sum' : undefined },
    { label: 'Source', value: touch => touch.ref || label('channel', touch.channel), total: none },
    { label: 'Outcome', value: touch => label('touch_reason', touch.reason), total: none },
    { label: 'Share', value: touch => touch.share, format: share => (share ? formatShare(share) : '–'), isFigure: true, isWide: true, total: none },
    ...(hasMoney ? [{ label: 'Part of the sale', value: touch => touch.credit?.minor ?? null, cell: touch => (touch.credit?.minor ? formatMoney(touch.credit) : '–'), isFigure: true, total: formatMoney(credit) }] : []),
  ], touches)
  return element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Touches' }, table)
}

function drawLimit({ touches, touch_limit: limit }) {
  if (!touches.some(({ reason }) => reason === 'not_among_newest')) return []
  return [element('p', { class: 'quiet' }, `Only the newest ${formatCount(limit)} clicks before this conversion count.`)]
}

function describeMoment({ timestamp, age_ms: ageMs, reason }, tz) {
  if (reason === 'declared' || reason === 'unattributed') return 'No click'
  const distance = `${formatDuration(Math.abs(ageMs) / 1000)} ${ageMs < 0 ? 'after' : 'before'}`
  return element('span', { title: formatInstant(timestamp, tz) }, distance)
}

function drawDuplicates(repeats, tz) {
  if (!repeats.length) return []
  const lines = repeats.map(({ reason, source, received }) =>
    element('li', {}, `${formatInstant(received, tz)} from the ${label('source', source).toLowerCase()}: ${label('duplicate_reason', reason)}; counted once.`))
  return [element('h3', {}, 'Duplicates'), element('ul', {}, ...lines)]
}

function drawMarks(marks) {
  if (!marks.length) return []
  const lines = marks.map(({ description, says }) => element('li', {}, [description, says].filter(Boolean).join(': ')))
  return [element('h3', {}, 'What the fraud rules found'), element('ul', {}, ...lines)]
}
