// What partners read of their money: a sentence for every reason, and what to do. Tests hold the lists against the enums.
import { label } from './labels.js'
import { t, tc } from './texts.js'

export const sentences = {
  // earnings.commissions.verdict.Why
  why_waiting: {
    person: 'Somebody at the program looks at it. You need do nothing.',
    rules: 'It looks unusual, so somebody at the program looks at it. If it takes long, write to them and name the sale.',
    dispute: 'The customer’s bank disputes the payment. You need do nothing; it is decided with the dispute.',
    uncovered: 'It was not checked yet. That takes a few minutes.',
    unconfirmed: 'The shop has not confirmed the order yet. If it takes longer than a few days, write to the program and name the sale.',
    unsigned_identity: 'It is not proved yet who the customer is. It is paid once the shop confirms it.',
    '': '',
  },
  // earnings.commissions.states.LineState
  state_meaning: {
    pending: 'It waits until customers can no longer send the order back. You need do nothing.',
    held: 'It is being reviewed. Nothing is lost meanwhile.',
    approved: 'It is yours, and part of the next payout.',
    in_payout: 'It is part of a payout that is under way.',
    paid: 'It was paid to you. See Payouts.',
    reversed: 'The order was refunded, so nothing is earned by it.',
    forfeited: 'It was forfeited by the rules of the program. Ask whoever runs it why.',
  },
  // earnings.payouts.run.Skipped
  payout_obstacle: {
    blocked: 'You are blocked from payouts. Write to whoever runs the program.',
    no_payout_method: 'Say how you are paid under Payouts; until then nothing can be sent.',
    negative: 'More was taken back than you have earned since: the next sales make up for it.',
    zero: 'Nothing is approved yet.',
    below_minimum: 'It is paid as soon as it reaches the minimum.',
    terms_not_accepted: 'Accept the terms of the program first; ask whoever runs it for the link.',
    tax_data_missing: 'Your tax details are missing. Send them to whoever runs the program.',
    method_too_new: 'Your payout method was changed within the last 72 hours; the next payout uses it.',
    held_review: 'Your payouts are being reviewed. Write to whoever runs the program if it takes long.',
    not_requested: 'It is paid once you ask for it under Payouts.',
  },
  // earnings.figures.requests.RequestObstacle
  request_obstacle: {
    requests_not_taken: 'This program pays without being asked.',
    request_open: 'You have asked for a payout. It is answered by the next payout run, or with a note here.',
  },
  // earnings.payouts.run.ItemState
  payment_meaning: {
    reserved: 'It is approved and about to be sent.',
    posted: 'It was sent. Banks take up to three days.',
    unknown: 'The bank did not answer clearly. The program finds out; your money is not lost.',
    confirmed: 'It arrived.',
    failed: 'It could not be sent, and is approved again. Check your payout method.',
    returned: 'It came back, and is approved again. Check your payout method.',
    withdrawn: 'It was taken out of this payout, and is approved again.',
  },
}

const brief = {
  person: t('somebody looks at it'), rules: t('somebody looks at it'), dispute: t('the payment is disputed'), uncovered: t('not checked yet'),
  unconfirmed: t('the shop has not confirmed it yet'), unsigned_identity: t('the shop has not confirmed the customer yet'),
}
const rejected = t('It was rejected after a review. If you do not agree, write to the program and name the sale.')

/** The sentence of a list; empty for a value without one. */
export function explain(list, value) {
  const sentence = sentences[list][value]
  return sentence ? tc(list, sentence) : ''
}

/** The status word of one commission. */
export const nameState = ({ state, ruling }) => (state === 'reversed' && ruling === 'reject' ? t('Rejected') : label('commission_state', state))

/** Why it stands so and what to do, in a sentence; `formatDate` writes the day on which its hold ends. */
export function explainState(row, formatDate) {
  const { state, ruling, waits_for: waitsFor, due_at: dueAt } = row
  if (state === 'reversed' && ruling === 'reject') return rejected
  const isOpen = state === 'pending' || state === 'held'
  if (isOpen && waitsFor && ruling !== 'pay') return explain('why_waiting', waitsFor) || explain('state_meaning', state)
  if (state === 'pending' && dueAt) return t('Until {day}: {reason}', { day: formatDate(dueAt), reason: lowerFirst(explain('state_meaning', 'pending')) })
  return explain('state_meaning', state)
}

/** The same as short as a table needs it. */
export function shortReason(row, formatDate) {
  if (row.state === 'pending' && row.due_at && (!row.waits_for || row.ruling === 'pay')) return t('until {day}', { day: formatDate(row.due_at) })
  if (row.state === 'approved') return t('in the next payout')
  if (['pending', 'held'].includes(row.state) && row.waits_for && row.ruling !== 'pay') return brief[row.waits_for]
  return row.state === 'paid' || row.state === 'in_payout' ? '' : explainState(row, formatDate)
}

const lowerFirst = text => text.charAt(0).toLowerCase() + text.slice(1)
