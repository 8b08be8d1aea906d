// The trace of one conversion: a summary, every touch with its credit, the duplicates, the marks.
import { badge } from './badge.js'
import { describeAwaited, describeReason, stateOf } from './decisions.js'
import { element } from './elements.js'
import { formatCount, formatDuration, formatInstant, formatMoney, formatShare, nameModel } from './formats.js'
import { label } from './labels.js'
import { fillTable } from './tables.js'
import { t, tc } from './texts.js'

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
  const name = `${label('event_type', type)}${orderId ? ` ${orderId}` : ''}`
  const facts = [
    value?.minor ? t('{conversion} of {amount}', { conversion: name, amount: formatMoney(value) }) : name,
    refunded?.minor && t('{amount} of it refunded', { amount: formatMoney(refunded) }),
    formatInstant(timestamp, tz),
    source && t('reported by the {source}', { source: label('source', source).toLowerCase() }),
  ]
  const how = t('Credit by {model}.', { model: nameModel({ model, window_ms: windowMs }) })
  return element('p', {}, `${facts.filter(Boolean).join(', ')}. ${how} `, badge(...stateOf(conversion)),
    words.length ? ` (${words.join(', ')})` : '')
}

/** Without a click that earns, the conversion itself stands as the last touch. */
export const isClick = (touch, conversion) => touch.event_id !== conversion.event_id

function drawTouches({ conversion, touches, credit }, tz) {
  const hasMoney = touches.some(touch => touch.credit?.minor)
  const none = hasMoney ? '' : undefined
  const table = element('table', {}, element('caption', {}, t('Touches: {number}', { number: formatCount(touches.length) })))
  fillTable(table, [
    { label: t('Click'), value: touch => touch.timestamp, cell: touch => (isClick(touch, conversion) ? describeMoment(touch, tz) : t('No click')), total: hasMoney ? t('Sum') : undefined },
    { label: t('Source'), value: touch => touch.ref || label('channel', touch.channel), total: none },
    { label: t('Outcome'), value: touch => label('touch_reason', touch.reason), total: none },
    { label: tc('credit', 'Share'), value: touch => touch.share, format: share => (share ? formatShare(share) : '–'), isFigure: true, isWide: true, total: none },
    ...(hasMoney ? [{ label: t('Part of the sale'), value: touch => touch.credit?.minor ?? null, cell: touch => (touch.credit?.minor ? formatMoney(touch.credit) : '–'), isFigure: true, total: formatMoney(credit) }] : []),
  ], touches)
  return element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t('Touches') }, table)
}

function drawLimit({ touches, touch_limit: limit }) {
  if (!touches.some(({ reason }) => reason === 'not_among_newest')) return []
  return [element('p', { class: 'quiet' }, t('Only the newest {number} clicks before this conversion count.', { number: formatCount(limit) }))]
}

function describeMoment({ timestamp, age_ms: ageMs }, tz) {
  const time = formatDuration(Math.abs(ageMs) / 1000)
  return element('span', { title: formatInstant(timestamp, tz) }, ageMs < 0 ? t('{time} after', { time }) : t('{time} before', { time }))
}

function drawDuplicates(repeats, tz) {
  if (!repeats.length) return []
  const lines = repeats.map(({ reason, source, received }) =>
    element('li', {}, t('{time} from the {source}: {reason}; counted once.', { time: formatInstant(received, tz), source: label('source', source).toLowerCase(), reason: label('duplicate_reason', reason) })))
  return [element('h3', {}, t('Duplicates')), element('ul', {}, ...lines)]
}

function drawMarks(marks) {
  if (!marks.length) return []
  const lines = marks.map(({ description, says }) => element('li', {}, [tc('fraud_rule', description), says].filter(Boolean).join(': ')))
  return [element('h3', {}, t('What the fraud rules found')), element('ul', {}, ...lines)]
}
