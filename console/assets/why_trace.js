// The trace of one conversion: a summary, every touch with its credit, the duplicates, the marks.
import { describeAwaited, describeReason } from './decisions.js'
import { element } from './elements.js'
import { formatCount, formatDuration, formatInstant, formatMoney, formatShare, nameModel } from './formats.js'
import { fillTable } from './tables.js'

const outcomes = {
  earns: 'Earns credit',
  model_gives_nothing: 'Within the window, but no credit under this model',
  partner_left: 'No credit: the partner was not active at the conversion',
  partner_inactive: 'The partner was not active',
  window_passed: 'Older than the window',
  not_among_newest: 'So many clicks: only the newest count',
  after_conversion: 'Came after the conversion',
  late_click: 'Reported too late',
  not_human: 'Not human traffic',
  pixel: 'Reported by a pixel',
  claim: 'Only browsers say that this is the customer',
  promo_code_first: 'The promo code goes before clicks',
  customer_kept: 'The customer keeps his partner',
  declared: 'Reported with the conversion',
  promo_code: 'By the promo code of the conversion',
  referral_expired: 'The named ref was clicked too long ago',
  unattributed: 'Unattributed',
}

const duplicateReasons = {
  event_in_batch: 'the same event sent again',
  event_stored: 'the same event sent again',
  order_in_batch: 'the same order reported again',
  order_stored: 'the same order reported again',
  stands: 'a report that changed the order',
  below_sales_from: 'not enough to make a conversion',
}

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
  const { type, order_id: orderId, timestamp, value, refunded, source, decision, reasons, awaits } = conversion
  const words = [describeAwaited(awaits), ...reasons.map(describeReason)].filter(Boolean)
  const parts = [
    `${type === 'sale' ? 'Sale' : 'Lead'}${orderId ? ` ${orderId}` : ''}`,
    value?.minor ? ` of ${formatMoney(value)}` : '',
    refunded?.minor ? `, ${formatMoney(refunded)} of it refunded` : '',
    `, ${formatInstant(timestamp, tz)}${source ? `, reported by the ${source}` : ''}. Credit by ${nameModel({ model, window_ms: windowMs })}. Decision: `,
  ]
  return element('p', {}, ...parts, element('span', { class: 'badge', data: { decision } }, decision),
    words.length ? ` (${words.join(', ')})` : '')
}

function drawTouches({ touches, credit }, tz) {
  const hasMoney = touches.some(touch => touch.credit?.minor)
  const none = hasMoney ? '' : undefined
  const table = element('table', {}, element('caption', {}, `Touches: ${formatCount(touches.length)}`))
  fillTable(table, [
    { label: 'Click', value: touch => touch.timestamp, cell: touch => describeMoment(touch, tz), total: hasMoney ? 'Sum' : undefined },
    { label: 'Source', value: touch => touch.ref || touch.channel, total: none },
    { label: 'Outcome', value: touch => outcomes[touch.reason] ?? touch.reason, total: none },
    { label: 'Share', value: touch => touch.share, format: share => (share ? formatShare(share) : '–'), isFigure: true, isWide: true, total: none },
    ...(hasMoney ? [{ label: 'Credit', value: touch => touch.credit?.minor ?? null, cell: touch => (touch.credit?.minor ? formatMoney(touch.credit) : '–'), isFigure: true, total: formatMoney(credit) }] : []),
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
    element('li', {}, `${formatInstant(received, tz)} from the ${source}: ${duplicateReasons[reason] ?? reason.replaceAll('_', ' ')}; counted once.`))
  return [element('h3', {}, 'Duplicates'), element('ul', {}, ...lines)]
}

function drawMarks(marks) {
  if (!marks.length) return []
  const lines = marks.map(({ rule, evidence }) =>
    element('li', {}, `${rule.replaceAll('_', ' ')}${evidence ? `: ${typeof evidence === 'string' ? evidence : JSON.stringify(evidence)}` : ''}`))
  return [element('h3', {}, 'Marks'), element('ul', {}, ...lines)]
}
