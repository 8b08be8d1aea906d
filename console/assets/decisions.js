// How a conversion stands, in the words for people: its decision, or what became of it.
import { badge } from './badge.js'
import { element } from './elements.js'
import { label } from './labels.js'

export const describeReason = reason => label('decision_reason', reason)

export const describeAwaited = awaits => label('awaits', awaits)

/** A sale that was given back whole, and one that no partner referred, are no question of a decision any more. */
export function stateOf({ value, refunded, partner, ref, decision }) {
  if (value?.minor > 0 && refunded?.minor >= value.minor) return ['conversion_state', 'refunded']
  if (!partner && !ref && ['pay', 'pending'].includes(decision)) return ['conversion_state', 'not_partner']
  return ['decision', decision]
}

export function decisionBadge(row) {
  const [list, state] = stateOf(row)
  const words = list === 'decision' ? describeAwaited(row.awaits) : ''
  return element('span', {}, badge(list, state, { title: row.reasons.map(describeReason).join(', ') }),
    words ? element('span', { class: 'quiet wide' }, ` ${words}`) : null)
}
