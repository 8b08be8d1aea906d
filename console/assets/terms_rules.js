// How a text of the form of terms is read from the rules as POST /terms takes them, and written there; a text that fits
// no rule throws.
import { parseMinor, writeMinor } from './money_columns.js'
import { t } from './texts.js'

export const main = rules => {
  rules.rewards ??= []
  if (!rules.rewards.length) rules.rewards.push({ id: 'sale', event: 'sale', percent: '10' })
  return rules.rewards[0]
}

/** Makes the object at a name where there is none, and drops it when it is empty. */
export function change(rules, name, act) {
  const part = rules[name] ?? {}
  act(part)
  if (Object.keys(part).length) rules[name] = part
  else delete rules[name]
}

export function put(part, name, value) {
  if (value === '' || value === null || value === undefined || value === false) delete part[name]
  else part[name] = value
}

class FieldProblem extends Error {}

export function whole(text) {
  if (text === '') return ''
  if (!/^\d{1,9}$/.test(text)) throw new FieldProblem(t('Give a whole number, like 30'))
  return Number(text)
}

export function percent(text) {
  if (text === '') return ''
  const given = text.replace(',', '.').replace(/\s*%$/, '')
  if (!/^\d{1,3}(\.\d{1,4})?$/.test(given)) throw new FieldProblem(t('Give a percent, like 10 or 7.5'))
  return given
}

export const money = digits => text => {
  if (text === '') return ''
  const minor = parseMinor(text, digits)
  if (minor === null || minor < 0) throw new FieldProblem(t('Give an amount, like {example}', { example: digits ? writeMinor(2500, digits) : '2500' }))
  return minor
}

// One field of an object of the rules, or of the rules themselves where `part` is ''.
export const own = (part, name, parse, write = value => String(value ?? '')) => ({
  read: rules => write((part ? rules[part] : rules)?.[name]),
  write: (rules, text) => (part ? change(rules, part, object => put(object, name, parse(text))) : put(rules, name, parse(text))),
})

export const flag = (name, part = '') => ({ type: 'checkbox', ...own(part, name, is => is, Boolean) })

export const asMoney = digits => value => (value == null ? '' : writeMinor(value, digits))

export function writeReward(rules, name, text, values, parse) {
  if (values.kind !== name) return
  if (text === '') throw new FieldProblem(name === 'percent' ? t('Give a percent, like 10') : t('Give an amount'))
  const reward = main(rules)
  reward[name] = parse(text)
  delete reward[name === 'percent' ? 'fixed' : 'percent']
  if (name === 'fixed') delete reward.tiers
}

export function readKeeps({ recurring }) {
  if (!recurring) return 'no'
  return recurring.limit_months ? 'months' : 'always'
}

export function writeKeeps(rules, text) {
  if (text === 'no') delete rules.recurring
  else rules.recurring ??= {}
}

export const inRecurring = name => ({
  read: rules => String(rules.recurring?.[name] ?? ''),
  write: (rules, text, values) => {
    if (!rules.recurring) return
    const isHidden = name === 'limit_months' && values.keeps !== 'months'
    if (name === 'limit_months' && values.keeps === 'months' && text === '') throw new FieldProblem(t('Give the number of months'))
    put(rules.recurring, name, isHidden ? '' : whole(text))
  },
})

export function readSteps(tiers, digits) {
  const write = volume => ((tiers.metric ?? 'revenue') === 'revenue' ? writeMinor(Number(volume), digits).replace(/[.]0+$/, '') : String(volume))
  return tiers ? tiers.steps.map(([volume, rate]) => `${write(volume)}: ${rate}`).join('\n') : ''
}

export function writeSteps(rules, text, values, amount) {
  const reward = main(rules)
  if (!text.trim() || values.kind !== 'percent') return delete reward.tiers
  const parse = values.tier_metric === 'revenue' ? amount : whole
  const steps = text.trim().split('\n').map(line => {
    const [volume, rate, ...rest] = line.split(':').map(each => each.trim())
    if (!volume || !rate || rest.length) throw new FieldProblem(t('Give a volume, a colon and a percent on each line, like 1000: 15'))
    return [String(parse(volume)), percent(rate)]
  })
  reward.tiers = { metric: values.tier_metric, period: values.tier_period, mode: values.tier_mode, steps }
}

export function readBonus({ bonuses: [bonus] = [] }, digits) {
  if (!bonus) return ''
  return bonus.metric === 'revenue' ? writeMinor(bonus.threshold, digits) : String(bonus.threshold)
}

export function writeBonus(rules, text, values, amount) {
  const others = (rules.bonuses ?? []).slice(1)
  const first = text === '' ? [] : [{
    id: rules.bonuses?.[0]?.id ?? 'bonus', metric: values.bonus_metric, period: values.bonus_period,
    threshold: values.bonus_metric === 'revenue' ? amount(text) : whole(text), amount: amount(values.bonus_amount) || 0,
  }]
  put(rules, 'bonuses', first.length || others.length ? [...first, ...others] : '')
}

export function writeLevel(rules, at, rate) {
  const levels = rules.levels ?? []
  if (rate === '') levels.splice(at)
  else if (at <= levels.length) levels[at] = { ...levels[at], percent: rate }
  else throw new FieldProblem(t('Give level {number} first', { number: at + 1 }))
  put(rules, 'levels', levels.length ? levels : '')
}

export function readCustomer({ customer_reward: reward }, digits) {
  if (!reward) return ''
  return reward.amount != null ? writeMinor(reward.amount, digits) : String(reward.discount_percent ?? reward.free_months ?? '')
}

export function writeCustomer(rules, text, { customer_kind: kind }, amount) {
  if (!kind) return delete rules.customer_reward
  const value = { amount, discount_percent: percent, free_months: whole }[kind](text)
  if (value === '') throw new FieldProblem(t('Say how much'))
  const { valid_days: valid } = rules.customer_reward ?? {}
  rules.customer_reward = { [kind]: value, ...(valid && { valid_days: valid }) }
}

export function toLocal(text) {
  if (!text) return ''
  const at = new Date(text)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16)
}
