// The words for what partners earn and how they are paid; read by labels.js. Each list names the Python enum it is of.
export const lists = {
  // earnings.commissions.states.LineState
  commission_state: {
    pending: 'Pending', held: 'Held for review', approved: 'Approved', in_payout: 'In a payout', paid: 'Paid',
    reversed: 'Refunded', forfeited: 'Forfeited',
  },
  // earnings.commissions.decision.Reason
  no_commission: {
    test: 'A test order', unattributed: 'Not a partner sale', referral_expired: 'The partner’s click was too long ago',
    existing_customer: 'The customer had bought before', recurring_limit: 'The customer’s paid orders are used up',
    program_ended: 'The program had ended', no_terms: 'The program had no terms yet', click: 'By a click',
    ref: 'By a partner’s code', promo_code: 'By a promo code', bound: 'The customer belongs to a partner', '': '',
  },
  // earnings.commissions.decision.Outcome
  share_outcome: {
    earns: 'Earns', nobody: 'No partner', inactive: 'The partner was not active', no_reward: 'The terms pay nothing for it',
  },
  // earnings.commissions.verdict.Ruling
  ruling: { pay: 'Approved', pending: 'Pending', hold: 'Held for review', reject: 'Rejected' },
  // earnings.commissions.verdict.Why
  ruling_reason: {
    person: 'A person decided', rules: 'The fraud rules decided', dispute: 'The payment is disputed',
    uncovered: 'Not checked yet', unconfirmed: 'Only a browser reported it',
    unsigned_identity: 'Only a browser says who the customer is', '': '',
  },
  // earnings.commissions.facts.Basis
  basis: { click: 'A click', ref: 'A partner’s code', promo_code: 'A promo code', bound: 'The customer belongs to the partner', '': '' },
  // earnings.commissions.facts.Word
  review_word: { pay: 'Approved', hold: 'Held for review', reject: 'Rejected', approve: 'Approved', undo: 'Undone' },
  // earnings.commissions.facts.Speaker
  reviewer: { rules: 'The rules', person: 'A person' },
  // earnings.commissions.customer_rewards.RewardState
  reward_state: { pending: 'Pending', granted: 'Granted', fulfilled: 'Fulfilled', expired: 'Expired', revoked: 'Revoked' },
  // earnings.ledger.accounts.Account
  account: {
    partner_pending: 'Pending', partner_held: 'Held for review', partner_payable: 'Approved', partner_reserved: 'In a payout',
    customer_pending: 'Customer reward, pending', customer_granted: 'Customer reward, granted', expense: 'Commissions',
    customer_rewards: 'Customer rewards', penalties: 'Penalties', forfeited: 'Forfeited', write_off: 'Written off',
    payout_fees: 'Payout fees', fees_kept: 'Fees paid by partners', tax_withheld: 'Tax withheld', input_vat: 'Input VAT',
    exchange: 'Exchange', cash: 'Cash',
  },
  // earnings.ledger.transaction.LineKind
  line_kind: {
    direct: 'Commission', level: 'Commission of a recruited partner', true_up: 'Correction of a tier', bonus: 'Bonus',
    reward: 'Customer reward', adjustment: 'Adjustment',
  },
  // earnings.ledger.transaction.Cause
  ledger_cause: {
    accrual: 'Earned', reduction: 'Reduced by a refund', hold: 'Held for review', release: 'Released', lock: 'Approved',
    adjustment: 'Adjusted', penalty: 'Penalty', forfeit: 'Forfeited', write_off: 'Written off', freeze: 'Put into a payout',
    paid: 'Paid', failed: 'Payment failed', withdrawn: 'Taken out of the payout', returned: 'Payment came back',
  },
  // earnings.terms.tiers.Metric
  tier_metric: { revenue: 'Revenue', sales: 'Sales', customers: 'Customers' },
  // earnings.terms.tiers.PeriodKind
  tier_period: { month: 'A month', quarter: 'A quarter', year: 'A year', lifetime: 'All time' },
  // earnings.terms.tiers.TierMode
  tier_mode: {
    marginal: 'Each tier’s rate for its own part', next: 'The reached rate from the next sale on',
    whole: 'The reached rate for the whole period',
  },
  // earnings.terms.parsing._OnPartialRefund
  on_partial_refund: { keep: 'Keep the commission', prorate: 'Reduce it in proportion' },
  // earnings.terms.parsing._AfterEnd
  after_end: { stop: 'Stop paying', continue: 'Go on paying' },
  // earnings.terms.parsing._AfterLimit
  after_limit: { nobody: 'Nobody earns', attribution: 'Whoever referred it' },
  // earnings.terms.terms.Kind
  reward_kind: { sale: 'Sale', lead: 'Lead' },
  // earnings.terms.terms.LevelBase
  level_base: { commission: 'Of the commission', sale: 'Of the sale' },
  // earnings.terms.terms.FeePayer
  fee_payer: { site: 'You', partner: 'The partner' },
  // earnings.terms.customer_reward.Benefit
  benefit: { amount: 'An amount', discount_ppm: 'A discount', free_months: 'Free months' },
  // earnings.payouts.files.formats.FileFormat
  file_format: {
    sepa: 'SEPA (pain.001)', elixir: 'Elixir', client_bank: '1C client-bank', paypal: 'PayPal Payouts', wise: 'Wise', csv: 'CSV',
  },
  // earnings.payouts.methods.kinds.MethodKind
  payout_method: {
    iban: 'Bank account (IBAN)', pl_account: 'Bank account in Poland', ru_account: 'Bank account in Russia',
    paypal: 'PayPal', wise: 'Wise', other: 'Another way',
  },
  // earnings.payouts.run.RunState
  payout_state: {
    draft: 'Draft', discarded: 'Discarded', approved: 'Approved', exported: 'File made', sending: 'Being sent',
    partly_settled: 'Partly paid', settled: 'Paid', closed: 'Closed',
  },
  // earnings.payouts.run.ItemState
  payment_state: {
    reserved: 'To be paid', posted: 'Sent', unknown: 'Outcome unknown', confirmed: 'Paid', failed: 'Failed',
    returned: 'Came back', withdrawn: 'Taken out',
  },
  // earnings.payouts.results.reported.Outcome
  payment_outcome: { confirmed: 'Paid', failed: 'Failed', returned: 'Came back' },
  // earnings.payouts.run.Skipped
  skipped: {
    blocked: 'The partner is blocked', no_payout_method: 'No payout method yet', negative: 'Owes more than is due',
    zero: 'Nothing is due', below_minimum: 'Below the minimum', terms_not_accepted: 'Terms not accepted yet',
    tax_data_missing: 'Tax details are missing', method_too_new: 'The payout method was changed just now',
    held_review: 'Held for review', not_requested: 'Paid on request: none is open',
  },
  // registry.payout_requests.RequestState
  request_state: { open: 'Requested', paid: 'In a payout', declined: 'Declined' },
  // earnings.terms.payout_schedule.PayoutEvery
  payout_every: { week: 'Every week', month: 'Every month', request: 'When a partner asks' },
}
