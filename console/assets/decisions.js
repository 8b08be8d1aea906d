// How a conversion stands, in the words for people: its decision, or what became of it.
import { badge } from './badge.js'
import { element } from './elements.js'
import { label } from './labels.js'

export const describeReason = reason => label('decision_reason', reason)

export const describeAwaited = awaits => label('awaits', awaits)

/** The list and the value of the word for it: a sale that was given back whole, and one that no partner referred, are no
 *  question of a decision any more. */
export const stateOf = ({ state, decision }) => (['refunded', 'not_partner'].includes(state) ? ['conversion_state', state] : ['decision', decision])

export function decisionBadge(row) {
  const [list, state] = stateOf(row)
  const words = list === 'decision' ? describeAwaited(row.awaits) : ''
  return element('span', {}, badge(list, state, { title: row.reasons.map(describeReason).join(', ') }),
    words ? element('span', { class: 'quiet wide' }, ` ${words}`) : null)
}
