// What a conversion is, at a glance, and in short why it was credited; the whole trace is a panel of its own.
import { badge } from './badge.js'
import { describeAwaited, describeReason, stateOf } from './decisions.js'
import { element } from './elements.js'
import { formatCount, formatInstant, formatMoney, nameModel } from './formats.js'
import { label } from './labels.js'
import { withMinor } from './money.js'
import { t, tn } from './texts.js'
import { openWhy } from './why.js'
import { isClick } from './why_trace.js'

const MOST_TOUCHES = 6

export function drawSummary(conversion) {
  const { value, refunded, timestamp, partner, partner_name: name, ref, source, duplicates, reasons, awaits } = conversion
  const words = [describeAwaited(awaits), ...reasons.map(describeReason)].filter(Boolean)
  const net = value && withMinor(value, value.minor - (refunded?.minor ?? 0))
  const facts = [
    [t('Status'), element('span', {}, badge(...stateOf(conversion)), words.length ? ` ${words.join(', ')}` : '')],
    [t('Amount'), value && (refunded?.minor ? t('{net} of {value}; {refunded} refunded', { net: formatMoney(net), value: formatMoney(value), refunded: formatMoney(refunded) }) : formatMoney(value))],
    [t('Partner'), name ? element('span', {}, name, element('small', { class: 'under' }, partner)) : ref || t('None')],
    [t('When'), formatInstant(timestamp, document.body.dataset.timezone)],
    [t('Reported by'), source && nameReporter(label('source', source), duplicates)],
  ]
  return [element('dl', { class: 'facts-list' }, ...facts.filter(([, text]) => text).flatMap(([term, text]) =>
    [element('dt', {}, term), element('dd', {}, text)]))]
}

// How often it was reported, where that was more than once.
const nameReporter = (source, duplicates) =>
  (duplicates ? tn('{source}, {number} time', '{source}, {number} times', duplicates + 1, { source, number: formatCount(duplicates + 1) }) : source)

export function drawWhy({ conversion, touches, ...trace }) {
  const full = element('button', { type: 'button', class: 'link' }, t('Show the full trace'))
  full.addEventListener('click', () => openWhy(conversion.event_id))
  return [element('p', {}, explainCredit(touches, conversion, trace)), ...drawAdvice(touches, conversion), ...drawPath(touches, conversion), element('p', {}, full)]
}

function explainCredit(touches, { partner_name: name, ref }, trace) {
  const credited = touches.filter(({ share }) => share)
  const who = name || ref
  if (!who) return t('No partner is credited. {reason}.', { reason: label('touch_reason', (credited[0] ?? touches[0])?.reason ?? 'unattributed') })
  const reasons = [...new Set(credited.map(({ reason }) => reason))].filter(reason => reason !== 'earns')
  const how = reasons.length ? ` ${reasons.map(reason => label('touch_reason', reason)).join(', ')}.` : ''
  const others = new Set(credited.map(touch => touch.ref || touch.channel)).size - 1
  const values = { who, model: nameModel(trace) }
  return `${others > 0 ? t('Credited to {who} and others by {model}.', values) : t('Credited to {who} by {model}.', values)}${how}`
}

// What the shop's server would have to send, so that the next one finds its click.
function drawAdvice(touches, { source }) {
  if (source !== 'server' || touches.every(({ reason }) => reason !== 'no_visitor')) return []
  const call = element('a', { href: `/settings/tag?site=${document.body.dataset.site}#server` }, t('Show the call'))
  return [element('p', {}, t('Send visitor_id with the call of your server: the value of the buyer’s cookie prm_visitor.'), ' ', call)]
}

// The clicks before it, the last ones; those that were credited stand out.
function drawPath(touches, conversion) {
  const clicks = touches.filter(touch => isClick(touch, conversion) && touch.age_ms >= 0 && touch.reason !== 'not_human')
  if (!clicks.length) return []
  const left = clicks.length - MOST_TOUCHES
  const names = clicks.slice(-MOST_TOUCHES).map(touch => element('span', {}, touch.share ? element('b', {}, nameTouch(touch)) : nameTouch(touch)))
  return [element('div', { class: 'path' }, ...(left > 0 ? [element('span', {}, t('{number} earlier', { number: formatCount(left) }))] : []), ...names)]
}

const nameTouch = ({ ref, channel }) => ref || label('channel', channel)
