// The rules: shows them, tries other values on past events, and saves a new version.
import { request } from './api.js'
import { element, find } from './elements.js'
import { formatCount, formatExactly } from './formats.js'
import { bindForm } from './decision_form.js'
import { addMoney, formatAll } from './money.js'
import { label } from './labels.js'
import { fillTable } from './tables.js'
import { t, tc } from './texts.js'

const outcomes = {
  pay: tc('outcome', 'paid'), hold: tc('outcome', 'held'), reject: tc('outcome', 'rejected'), refunded: tc('outcome', 'refunded'),
  converted: tc('outcome', 'converted'), not_converted: tc('outcome', 'not converted'),
}

export function makeRules() {
  const state = { rules: [], ruleSet: null, view: null }
  const trial = find('[data-trial]')
  trial.addEventListener('change', event => event.stopPropagation())
  trial.elements.tried_rule.addEventListener('change', () => chooseRule(state))
  trial.elements.parameter.addEventListener('change', () => chooseParameter(state))
  trial.addEventListener('submit', event => {
    event.preventDefault()
    tryValues(state)
  })
  bindForm(find('[data-save]'), () => save(state))
  find('[data-rescore]').addEventListener('click', rescore)
  return {
    load: (view, signal) => request('fraud/rules', {}, { signal }),
    draw: (answer, view) => draw(state, answer, view),
  }
}

function draw(state, { rows, rule_set: ruleSet }, view) {
  const isNew = state.ruleSet?.version !== ruleSet.version
  Object.assign(state, { rules: rows, ruleSet, view })
  find('[data-version]').textContent = ruleSet.version ? t('Version {number} of the rules is in use.', { number: ruleSet.version }) : t('The default rules are in use.')
  fillTable(find('#rules'), [
    { label: t('Rule'), value: row => tc('fraud_rule', row.description), cell: row => pick(state, row) },
    { label: t('Detects'), value: row => tc('fraud_rule_detects', row.answers), isWide: true },
    { label: t('Kind'), value: row => label('traffic_class', row.class), isWide: true },
    { label: t('Evidence'), value: row => label('rule_family', row.family) },
    { label: t('State'), value: row => row.is_on, format: isOn => (isOn ? tc('rule_state', 'on') : tc('rule_state', 'off')) },
    { label: t('Parameters'), value: row => row.parameters.length, cell: listParameters, isWide: true },
  ], rows)
  if (isNew) chooseRule(state)
}

function pick(state, { rule, description }) {
  const button = element('button', { type: 'button', class: 'link' }, tc('fraud_rule', description))
  button.addEventListener('click', () => {
    find('[data-trial]').elements.tried_rule.value = rule
    chooseRule(state)
    find('[data-trial]').scrollIntoView({ block: 'nearest' })
    find('[data-trial]').elements.parameter.focus()
  })
  return button
}

const listParameters = ({ parameters }) => parameters
  .filter(({ value }) => typeof value === 'number')
  .map(describeParameter).join(', ')

function describeParameter({ name, value, default: defaultValue }) {
  const parameter = `${name.replaceAll('_', ' ')} ${showValue(value)}`
  return same(value, defaultValue) ? parameter : t('{parameter} (changed)', { parameter })
}

/** As it is read; what is typed is JSON. */
const showValue = value => (Array.isArray(value) ? value.join(', ') : typeof value === 'number' ? formatExactly(value) : String(value))

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b)

const chosenRule = ({ rules }) => rules.find(({ rule }) => rule === find('[data-trial]').elements.tried_rule.value)

const chosenParameter = state =>
  chosenRule(state).parameters.find(({ name }) => name === find('[data-trial]').elements.parameter.value)

function chooseRule(state) {
  const { parameters, is_on: isOn } = chosenRule(state)
  const { parameter } = find('[data-trial]').elements
  parameter.replaceChildren(...parameters.filter(({ name }) => name !== 'most').map(({ name }) => element('option', { value: name }, name.replaceAll('_', ' '))))
  const { is_on: stateOf, hold_at: holdAt, reject_at: rejectAt } = find('[data-save]').elements
  stateOf.value = isOn ? 'on' : 'off'
  holdAt.value = state.ruleSet.hold_at
  rejectAt.value = state.ruleSet.reject_at
  chooseParameter(state)
}

function chooseParameter(state) {
  const { values, parameter } = find('[data-trial]').elements
  const chosen = chosenParameter(state)
  parameter.disabled = values.disabled = !chosen
  values.value = chosen ? suggestValues(chosen) : ''
  find('[data-unit]').textContent = chosen ? t('Now {value}: {unit}', { value: showValue(chosen.value), unit: chosen.unit }) : t('This rule has no parameter to back-test.')
  find('[data-tried]').hidden = true
  find('[data-save]').elements.value.replaceChildren(element('option', { value: '' }, t('Unchanged')))
}

/** Half, the same and double, for numbers; anything else as JSON. */
function suggestValues({ type, value }) {
  if (type === 'UInt32') return [...new Set([Math.floor(value / 2), value, value * 2])].join(', ')
  return type === 'Float64' ? `${value / 2}, ${value}, ${value * 2}` : JSON.stringify(value)
}

async function tryValues(state) {
  const { tried_rule: rule, parameter, values } = find('[data-trial]').elements
  const { from, to, tz } = state.view
  const unit = find('[data-unit]')
  unit.textContent = t('Running the back-test …')
  try {
    const { rows } = await request('fraud/backtest', { from, to, tz, rule: rule.value, parameter: parameter.value, values: values.value })
    drawTrial(rows, JSON.parse(`[${values.value}]`))
    unit.textContent = t('{unit}. Nothing is saved yet.', { unit: chosenParameter(state).unit })
  } catch (error) {
    unit.textContent = error.message
  }
}

function drawTrial(rows, values) {
  find('[data-tried]').hidden = false
  const by = values.map(value => sumUp(value, rows.filter(row => same(row.value, value))))
  fillTable(find('#trial'), [
    { label: t('Value'), value: row => showValue(row.value) },
    { label: t('Clicks'), value: row => row.clicks, format: formatCount, isFigure: true },
    { label: t('Conversions'), value: row => row.conversions, format: formatCount, isFigure: true },
    { label: t('Money'), value: row => row.money, isFigure: true },
    { label: t('Outcome'), value: row => row.became },
  ], by)
  fillTable(find('#trial-partners'), [
    { label: t('Value'), value: row => showValue(row.value) },
    { label: t('Partner'), value: row => row.partner },
    { label: t('Outcome'), value: row => outcomes[row.outcome] ?? row.outcome },
    { label: t('Clicks'), value: row => row.clicks, format: formatCount, isFigure: true },
    { label: t('Conversions'), value: row => row.conversions, format: formatCount, isFigure: true },
    { label: t('Money'), value: row => formatAll(row.revenue), isFigure: true },
  ], rows)
  find('[data-save]').elements.value.replaceChildren(element('option', { value: '' }, t('Unchanged')),
    ...values.map(value => element('option', { value: JSON.stringify(value) }, showValue(value))))
}

function sumUp(value, rows) {
  const became = {}
  for (const row of rows) {
    became[row.outcome] = (became[row.outcome] ?? 0) + row.clicks + row.conversions
  }
  const sum = name => rows.reduce((total, row) => total + row[name], 0)
  const parts = Object.entries(became).map(([outcome, count]) => t('{number} {outcome}', { number: formatCount(count), outcome: outcomes[outcome] ?? outcome }))
  return { value, clicks: sum('clicks'), conversions: sum('conversions'), money: formatAll(addMoney(rows.map(row => row.revenue))), became: parts.join(', ') || t('nothing marked') }
}

async function save(state) {
  const { value, is_on: isOn, hold_at: holdAt, reject_at: rejectAt, why } = find('[data-save]').elements
  const { tried_rule: { value: rule }, parameter } = find('[data-trial]').elements
  const { version, ...content } = structuredClone(state.ruleSet)
  if (value.value) content.settings[rule] = { ...content.settings[rule], [parameter.value]: JSON.parse(value.value) }
  content.off = [...content.off.filter(name => name !== rule), ...(isOn.value === 'off' ? [rule] : [])]
  const saved = await request('fraud/rules', {}, { body: { ...content, hold_at: Number(holdAt.value), reject_at: Number(rejectAt.value), why: why.value } })
  find('[data-filters]').dispatchEvent(new Event('change'))
  return t('Version {number} takes effect with the next fraud run.', { number: saved.version })
}

async function rescore() {
  const status = find('[data-rescored]')
  status.textContent = t('Rescoring …')
  try {
    const { marks, decisions } = await request('fraud/run', { everything: 'true' }, { body: {} })
    status.textContent = t('{marks} marks and {decisions} decisions changed', { marks: formatCount(marks), decisions: formatCount(decisions) })
  } catch (error) {
    status.textContent = error.message
  }
}
