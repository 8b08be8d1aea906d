// What the form of terms asks, field by field; each reads its text from the rules as POST /terms takes them, and writes it
// there. What no field shows, like rewards of single partners, stays as it is in the rules.
import { listOptions } from './labels.js'
import {
  asMoney, change, flag, inRecurring, main, money, own, percent, put, readBonus, readCustomer, readKeeps, readSteps, toLocal, whole, writeBonus, writeCustomer, writeKeeps, writeLevel, writeReward, writeSteps,
} from './terms_rules.js'
import { t, tc } from './texts.js'

const MODELS = ['first_click', 'last_click', 'last_non_direct', 'last_partner_click', 'linear', 'position', 'time_decay']

/** What each choice of the attribution rule means. */
export const meanings = {
  first_click: t('The first click in the window has it all.'),
  last_click: t('The last click before the sale has it all, also one that is no partner’s.'),
  last_non_direct: t('The last click that was not a direct visit has it all.'),
  last_partner_click: t('The last click on a partner’s link has it all, whatever came after it.'),
  linear: t('All clicks in the window have equal parts.'),
  position: t('The first and the last click have 40 % each, those between share the rest.'),
  time_decay: t('All clicks have a part, the nearer to the sale the larger.'),
  click: t('Clicks go first; a code typed at the checkout counts where there was none.'),
  promo_code: t('A code typed at the checkout goes before all clicks.'),
}

/** The groups of fields, for a site's currency with so many digits. */
export function listGroups(currency, digits) {
  const amount = money(digits)
  const sum = (part, name) => own(part, name, amount, asMoney(digits))
  const ofCurrency = name => ({
    read: rules => asMoney(digits)(rules.payout?.[name]?.[currency]),
    write: (rules, text) => change(rules, 'payout', payout => change(payout, name, sums => put(sums, currency, amount(text)))),
  })
  return [
    { title: t('What a partner earns'), fields: [
      { name: 'event', label: t('For each'), options: listOptions('reward_kind'), read: rules => main(rules).event ?? 'sale', write: (rules, text) => { main(rules).event = text } },
      { name: 'kind', label: t('He gets'), options: [['percent', t('A percent of the amount')], ['fixed', t('A fixed sum')]], read: rules => (main(rules).fixed == null ? 'percent' : 'fixed'), write: () => {} },
      { name: 'percent', label: t('Percent'), suffix: '%', isOf: values => values.kind === 'percent', read: rules => main(rules).percent ?? '', write: (rules, text, values) => writeReward(rules, 'percent', text, values, percent) },
      { name: 'fixed', label: t('Fixed sum'), suffix: currency, isOf: values => values.kind === 'fixed', read: rules => asMoney(digits)(main(rules).fixed), write: (rules, text, values) => writeReward(rules, 'fixed', text, values, amount) },
      { name: 'hold_days', label: t('Paid after'), suffix: t('days'), help: t('Time for refunds. A commission is pending until then.'), fallback: '30', ...own('', 'hold_days', whole) },
    ] },
    { title: t('Later sales of the same customer'), fields: [
      { name: 'keeps', label: t('The partner'), options: [['no', t('Earns only by what he refers')], ['months', t('Keeps his customer for some months')], ['always', t('Keeps his customer without end')]], read: readKeeps, write: writeKeeps },
      { name: 'limit_months', label: tc('duration', 'For'), suffix: t('months'), isOf: values => values.keeps === 'months', ...inRecurring('limit_months') },
      { name: 'limit_payments', label: t('At most'), suffix: t('payments'), isOf: values => values.keeps !== 'no', ...inRecurring('limit_payments') },
    ] },
    { title: t('Who is credited'), fields: [
      { name: 'model', label: t('Attribution'), options: listOptions('model').filter(([model]) => MODELS.includes(model)), fallback: 'last_click', isExplained: true, ...own('', 'model', text => text) },
      { name: 'window_days', label: t('Clicks count for'), suffix: t('days'), help: t('An older click earns nothing.'), fallback: '30', ...own('', 'window_days', whole) },
      { name: 'priority', label: t('Goes first'), options: listOptions('priority'), fallback: 'click', isExplained: true, ...own('', 'priority', text => text) },
    ] },
    { title: t('From when on'), fields: [
      { name: 'valid_from', label: t('Valid from'), type: 'datetime-local', help: t('Empty: from the moment of saving. Earlier sales keep their terms.'), read: () => '', write: (rules, text) => put(rules, 'valid_from', text && new Date(text).toISOString()) },
    ] },
    { title: t('Rates that rise'), isAdvanced: true, fields: [
      { name: 'tiers', label: tc('tiers', 'Steps'), type: 'textarea', placeholder: '0: 10\n1000: 15', help: t('One a line: from which volume on, a colon, the percent. The first begins at 0. Empty: one rate.'), isOf: values => values.kind === 'percent', read: rules => readSteps(main(rules).tiers, digits), write: (rules, text, values) => writeSteps(rules, text, values, amount) },
      { name: 'tier_metric', label: t('Volume is'), options: listOptions('tier_metric'), isOf: hasTiers, read: rules => main(rules).tiers?.metric ?? 'revenue', write: () => {} },
      { name: 'tier_period', label: t('Counted in'), options: listOptions('tier_period'), isOf: hasTiers, read: rules => main(rules).tiers?.period ?? 'month', write: () => {} },
      { name: 'tier_mode', label: t('A step reached means'), options: listOptions('tier_mode'), isOf: hasTiers, read: rules => main(rules).tiers?.mode ?? 'marginal', write: () => {} },
    ] },
    { title: t('Limits'), isAdvanced: true, fields: [
      { name: 'per_sale', label: t('At most by one sale'), suffix: currency, ...sum('caps', 'per_sale') },
      { name: 'per_customer', label: t('By one customer'), suffix: currency, ...sum('caps', 'per_customer') },
      { name: 'per_partner_month', label: t('By one partner in a month'), suffix: currency, ...sum('caps', 'per_partner_month') },
      { name: 'program_month', label: t('By all partners in a month'), suffix: currency, ...sum('caps', 'program_month') },
      { name: 'new_customers_only', label: t('Only customers who had not bought before'), ...flag('new_customers_only') },
      { name: 'base_excludes', label: t('Not part of the amount'), placeholder: 'tax, shipping', help: t('Properties of a sale, separated by commas.'), read: rules => (rules.base_excludes ?? []).join(', '), write: (rules, text) => put(rules, 'base_excludes', text.trim() ? text.split(',').map(each => each.trim()).filter(Boolean) : '') },
    ] },
    { title: t('Bonus'), isAdvanced: true, fields: [
      { name: 'bonus_threshold', label: tc('threshold', 'From'), help: t('A number, or an amount of revenue.'), read: rules => readBonus(rules, digits), write: (rules, text, values) => writeBonus(rules, text, values, amount) },
      { name: 'bonus_metric', label: tc('threshold', 'Of'), options: listOptions('tier_metric'), read: rules => rules.bonuses?.[0]?.metric ?? 'sales', write: () => {} },
      { name: 'bonus_period', label: tc('threshold', 'Within'), options: listOptions('tier_period'), read: rules => rules.bonuses?.[0]?.period ?? 'month', write: () => {} },
      { name: 'bonus_amount', label: t('He gets'), suffix: currency, read: rules => asMoney(digits)(rules.bonuses?.[0]?.amount), write: () => {} },
    ] },
    { title: t('Partners who bring partners'), isAdvanced: true, fields: [0, 1, 2].map(at => (
      { name: `level_${at}`, label: t('Level {number}', { number: at + 2 }), suffix: t('% of the commission'), read: rules => rules.levels?.[at]?.percent ?? '', write: (rules, text) => writeLevel(rules, at, percent(text)) })) },
    { title: t('Reward of the referred customer'), isAdvanced: true, fields: [
      { name: 'customer_kind', label: t('He gets'), options: [['', tc('benefit', 'Nothing')], ['amount', t('An amount')], ['discount_percent', t('A discount')], ['free_months', t('Free months')]], read: rules => Object.keys(rules.customer_reward ?? {}).find(name => name !== 'valid_days') ?? '', write: () => {} },
      { name: 'customer_value', label: t('How much'), isOf: values => values.customer_kind, read: rules => readCustomer(rules, digits), write: (rules, text, values) => writeCustomer(rules, text, values, amount) },
    ] },
    { title: t('Refunds and checks'), isAdvanced: true, fields: [
      { name: 'fixed_on_partial_refund', label: t('A fixed sum, when a part is refunded'), options: listOptions('on_partial_refund'), fallback: 'keep', ...own('', 'fixed_on_partial_refund', text => text) },
      { name: 'clawback_days', label: t('A refund takes back until'), suffix: t('days after the sale'), help: t('Empty: always.'), ...own('', 'clawback_days', whole) },
      { name: 'auto_reject', label: t('What the fraud rules reject is rejected without a person'), ...flag('auto_reject') },
      { name: 'pay_unconfirmed', label: t('Pay what only a browser reported'), help: t('Whoever forges a sale is paid for it.'), ...flag('pay_unconfirmed') },
    ] },
    { title: t('Payouts'), isAdvanced: true, fields: [
      { name: 'minimum', label: tc('threshold', 'From'), suffix: currency, help: t('Less waits for the next payout.'), ...ofCurrency('minimum') },
      { name: 'fee_percent', label: t('A payout costs'), suffix: '%', ...own('payout', 'fee_percent', percent) },
      { name: 'fee_fixed', label: tc('fee', 'and'), suffix: currency, ...ofCurrency('fee_fixed') },
      { name: 'fee_payer', label: t('Paid by'), options: listOptions('fee_payer'), fallback: 'site', ...own('payout', 'fee_payer', text => (text === 'site' ? '' : text)) },
      { name: 'schedule_every', label: tc('schedule', 'Paid'), options: [['', t('When somebody makes a run')], ...listOptions('payout_every')], read: rules => rules.payout?.schedule?.every ?? '', write: writeSchedule },
      { name: 'schedule_day', label: t('On day'), help: t('1 is Monday, or the first of the month. 31 is its last day.'), isOf: hasDay, read: rules => String(rules.payout?.schedule?.day ?? 1), write: () => {} },
      { name: 'schedule_cutoff', label: t('Of what is approved'), suffix: t('days before'), isOf: hasDay, read: rules => String(rules.payout?.schedule?.cutoff_days ?? 0), write: () => {} },
      { name: 'takes_requests', label: t('Partners may ask for a payout in between'), isOf: values => values.schedule_every !== 'request', ...flag('takes_requests', 'payout') },
      { name: 'second_person_above', label: t('Two persons above'), suffix: currency, help: t('A larger run is approved by somebody who did not make it.'), ...ofCurrency('second_person_above') },
    ] },
    { title: t('End of the program'), isAdvanced: true, fields: [
      { name: 'ends_at', label: t('Ends'), type: 'datetime-local', read: rules => toLocal(rules.ends_at), write: (rules, text) => put(rules, 'ends_at', text && new Date(text).toISOString()) },
      { name: 'recurring_after_end', label: t('Customers of before'), options: listOptions('after_end'), fallback: 'stop', ...own('', 'recurring_after_end', text => text) },
    ] },
  ]
}

const hasDay = values => ['week', 'month'].includes(values.schedule_every)

// Its day and cutoff are written with it: a schedule is one value of the rules.
function writeSchedule(rules, every, values) {
  const days = hasDay(values) ? { day: whole(values.schedule_day), cutoff_days: whole(values.schedule_cutoff || '0') } : {}
  change(rules, 'payout', payout => put(payout, 'schedule', every && { every, ...days }))
}

const hasTiers = values => values.kind === 'percent' && values.tiers
