// The trace of one conversion: a sentence, every touch with its part, the repeated reports, the marks.
import { element } from './elements.js'
import { formatCount, formatDuration, formatInstant, formatMoney, formatShare, nameModel } from './formats.js'
import { fillTable } from './tables.js'

const verdicts = {
  earns: 'Earns',
  model_gives_nothing: 'In the window, but the model gives it nothing',
  window_passed: 'Older than the window',
  after_conversion: 'Came after the conversion',
  not_human: 'Not a person',
  declared: 'Named by the conversion itself',
  unattributed: 'Nobody earned it',
}

const repeatReasons = {
  event_in_batch: 'the same event sent again',
  event_stored: 'the same event sent again',
  order_in_batch: 'the same order reported again',
  order_stored: 'the same order reported again',
}

export function drawTrace(trace, tz) {
  return [
    drawSentence(trace, tz),
    drawTouches(trace, tz),
    ...drawRepeats(trace.duplicates, tz),
    ...drawMarks(trace.marks),
  ]
}

function drawSentence({ conversion, model, window_ms: windowMs }, tz) {
  const { type, order_id: orderId, timestamp, value, refunded, decision, reasons } = conversion
  const parts = [
    `${type === 'sale' ? 'Sale' : 'Lead'}${orderId ? ` ${orderId}` : ''}`,
    value?.minor ? ` of ${formatMoney(value)}` : '',
    refunded?.minor ? `, ${formatMoney(refunded)} of it refunded` : '',
    `, ${formatInstant(timestamp, tz)}. Credit by ${nameModel({ model, window_ms: windowMs })}. Decision: `,
  ]
  return element('p', {}, ...parts, element('span', { class: 'badge', data: { decision } }, decision),
    reasons.length ? ` (${reasons.join(', ').replaceAll('_', ' ')})` : '')
}

function drawTouches({ touches, credit }, tz) {
  const hasMoney = touches.some(touch => touch.credit?.minor)
  const none = hasMoney ? '' : undefined
  const table = element('table', {}, element('caption', {}, `Touches: ${formatCount(touches.length)}`))
  fillTable(table, [
    { label: 'Click', value: touch => touch.timestamp, cell: touch => describeMoment(touch, tz), total: hasMoney ? 'Sum' : undefined },
    { label: 'By', value: touch => touch.ref || touch.channel, total: none },
    { label: 'Verdict', value: touch => verdicts[touch.reason] ?? touch.reason, total: none },
    { label: 'Part', value: touch => touch.share, format: share => (share ? formatShare(share) : '–'), isFigure: true, isWide: true, total: none },
    ...(hasMoney ? [{ label: 'Credit', value: touch => touch.credit?.minor ?? null, cell: touch => (touch.credit?.minor ? formatMoney(touch.credit) : '–'), isFigure: true, total: formatMoney(credit) }] : []),
  ], touches)
  return element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Touches' }, table)
}

function describeMoment({ timestamp, age_ms: ageMs, reason }, tz) {
  if (reason === 'declared' || reason === 'unattributed') return 'No click'
  const distance = `${formatDuration(Math.abs(ageMs) / 1000)} ${ageMs < 0 ? 'after' : 'before'}`
  return element('span', { title: formatInstant(timestamp, tz) }, distance)
}

function drawRepeats(repeats, tz) {
  if (!repeats.length) return []
  const lines = repeats.map(({ reason, source, received }) =>
    element('li', {}, `${formatInstant(received, tz)} from the ${source}: ${repeatReasons[reason] ?? reason.replaceAll('_', ' ')}; counted once.`))
  return [element('h3', {}, 'Reported again'), element('ul', {}, ...lines)]
}

function drawMarks(marks) {
  if (!marks.length) return []
  const lines = marks.map(({ rule, evidence }) =>
    element('li', {}, `${rule.replaceAll('_', ' ')}${evidence ? `: ${typeof evidence === 'string' ? evidence : JSON.stringify(evidence)}` : ''}`))
  return [element('h3', {}, 'Marks'), element('ul', {}, ...lines)]
}
