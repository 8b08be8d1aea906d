// A status as a coloured word: `badge('decision', 'hold')` shows "Held for review" in the colour of what waits.
// The list is one of labels.js. `text` replaces the word, `title` is a hint. Colour never says more than the word.
import { element } from './elements.js'
import { label } from './labels.js'

const tones = {
  good: ['approved', 'accepted', 'pay', 'active', 'settled', 'confirmed', 'granted', 'fulfilled', 'complete', 'stored', 'won', 'lock', 'release'],
  paid: ['paid'],
  warn: ['hold', 'held', 'paused', 'sending', 'exported', 'in_payout', 'partly_settled', 'reserved', 'posted', 'unknown', 'opened'],
  bad: ['reject', 'rejected', 'blocked', 'failed', 'returned', 'forfeited', 'penalty', 'lost', 'dead', 'revoked', 'leaked', 'declined'],
}

export function badge(list, value, { text = label(list, value), title = null } = {}) {
  return element('span', { class: 'badge', title, data: { tone: toneOf(value), [list === 'decision' ? 'decision' : 'value']: value } }, text)
}

const toneOf = value => Object.keys(tones).find(tone => tones[tone].includes(value)) ?? 'quiet'
