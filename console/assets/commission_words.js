// Why the money of a conversion is where it is, for the team: a sentence for every code. Tests hold the lists against the enums.
import { label } from './labels.js'
import { t, tc } from './texts.js'

export const sentences = {
  // earnings.commissions.verdict.Why
  waits_for: {
    person: 'A person decided so.', rules: 'The fraud rules hold it; approve or reject it.',
    dispute: 'The customer’s bank disputes the payment; it follows the dispute.',
    uncovered: 'The next fraud run checks it.',
    unconfirmed: 'Only a browser reported it: it waits until the shop’s server or an import reports the order, or a person approves it.',
    unsigned_identity: 'Only a browser says who the customer is: it waits until the shop’s server says so, or a person approves it.',
    '': '',
  },
  // earnings.commissions.states.LineState
  line_meaning: {
    pending: 'It waits for the end of its hold.', held: 'It is held, and paid to nobody meanwhile.', approved: 'It goes out with the next payout run.',
    in_payout: 'It is part of a payout run.', paid: 'It was paid.', reversed: 'It was taken back.', forfeited: 'It was forfeited.',
  },
}

/** Where the money of a line is and why; `formatDate` writes the day on which its hold ends. */
export function explainLine({ state, ruling, waits_for: waitsFor, due_at: dueAt, locked_at: lockedAt }, formatDate) {
  const isOpen = state === 'pending' || state === 'held'
  if (isOpen && waitsFor && ruling !== 'pay') return tc('waits_for', sentences.waits_for[waitsFor])
  if (state === 'pending' && dueAt) return t('On hold until {day}, then it may be paid.', { day: formatDate(dueAt) })
  if (state === 'reversed' && ruling === 'reject') return t('It was rejected.')
  if (state === 'approved' && lockedAt) return t('Final since {day}. {what}', { day: formatDate(lockedAt), what: tc('line_meaning', sentences.line_meaning.approved) })
  return tc('line_meaning', sentences.line_meaning[state])
}

/** Why there is no line at all; without a decision no commission run has covered it. */
export function explainNobody(decision, { partner, ref }) {
  if (!decision) return t('Not decided yet: the next commission run decides it, if the program has terms.')
  const { reason, partners } = decision
  if (!partners.length && reason && !['click', 'ref', 'promo_code', 'bound'].includes(reason)) return t('Nobody earns. {reason}.', { reason: label('no_commission', reason) })
  if (!partner && !ref) return t('Nobody earns: no partner referred it.')
  return t('Nobody earns: the terms pay nothing for it.')
}
