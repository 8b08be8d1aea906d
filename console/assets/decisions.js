// What was decided of a conversion, in words.
import { element } from './elements.js'

const reasonWords = {
  disputed: 'the payment is disputed',
  unconfirmed: 'only a browser reported it',
  unsigned_identity: 'credited by what only a browser said of the customer',
  late_click: 'a click that would have earned it arrived too late',
  contradicted_order: 'another report of it names another amount or person',
}

const awaitedWords = { fraud_run: 'not checked yet', confirmation: 'to be confirmed' }

export const describeReason = reason => reasonWords[reason] ?? reason.replaceAll('_', ' ')

export const describeAwaited = awaits => awaitedWords[awaits] ?? ''

export function decisionBadge({ decision, reasons, awaits }) {
  const words = describeAwaited(awaits)
  return element('span', { title: reasons.map(describeReason).join(', ') },
    element('span', { class: 'badge', data: { decision } }, decision), words ? element('span', { class: 'quiet wide' }, ` ${words}`) : null)
}
