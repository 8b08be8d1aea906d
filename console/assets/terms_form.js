// The form of terms: fields by group, the rarer ones folded; each input makes the rules again, and says what is wrong.
import { element } from './elements.js'
import { listGroups, meanings } from './terms_fields.js'
import { t } from './texts.js'

/**
 * Fills `form` from `rules`; `onChange(rules, isRight)` is called at once and after each input, with new rules each time.
 * What the fields do not show can be seen and changed as the JSON of the API.
 */
export function bindTermsForm(form, rules, { currency, digits, onChange }) {
  const groups = listGroups(currency, digits)
  const places = groups.flatMap(group => group.fields.map(field => makePlace(field, rules)))
  const json = element('textarea', { rows: 8, spellcheck: 'false', 'aria-label': t('All rules as JSON'), 'aria-describedby': 'json-error' })
  const jsonError = element('span', { class: 'field-error', id: 'json-error', hidden: true })
  const state = { rules }
  form.replaceChildren(...layOut(groups, places, json, jsonError))

  const update = () => {
    const values = readValues(places)
    const made = structuredClone(state.rules)
    let isRight = true
    for (const place of places) {
      const problem = write(place, made, values)
      showProblem(place.control, place.error, problem)
      isRight &&= !problem
      showMeaning(place)
    }
    for (const { field, row } of places) row.hidden = field.isOf ? !field.isOf(values) : false
    if (isRight) {
      state.rules = made
      json.value = JSON.stringify(made, null, 2)
    }
    onChange(made, isRight)
  }
  form.addEventListener('input', event => { if (event.target !== json) update() })
  json.addEventListener('change', () => {
    const given = parseRules(json.value)
    showProblem(json, jsonError, given ? '' : t('Give a JSON object, as POST /terms takes it'))
    if (!given) return
    state.rules = given
    for (const { field, control } of places) fill(control, field, given)
    update()
  })
  update()
}

function layOut(groups, places, json, jsonError) {
  const sectionOf = group => element('fieldset', {}, element('legend', {}, group.title),
    element('div', { class: 'fields' }, ...places.filter(({ field }) => group.fields.includes(field)).map(({ row }) => row)))
  const isFolded = group => group.isAdvanced
  const everything = element('fieldset', {}, element('legend', {}, t('Everything, as JSON')),
    element('p', { class: 'quiet' }, t('Rewards of single partners, groups and links, further rewards and bonuses.')), json, jsonError)
  return [
    ...groups.filter(group => !isFolded(group)).map(sectionOf),
    element('details', { class: 'advanced' }, element('summary', {}, t('Advanced: steps, limits, levels, bonuses, payouts')),
      ...groups.filter(isFolded).map(sectionOf), everything),
  ]
}

function makePlace(field, rules) {
  const id = `terms-${field.name}`
  const control = makeControl(field, id)
  const error = element('span', { class: 'field-error', id: `${id}-error`, hidden: true })
  const help = element('span', { class: 'quiet', id: `${id}-help` }, field.help ?? '')
  control.setAttribute('aria-describedby', `${id}-help ${id}-error`)
  const caption = element('label', { for: id }, field.label)
  const value = field.suffix ? element('span', { class: 'with-suffix' }, control, element('span', { class: 'quiet' }, field.suffix)) : control
  const row = field.type === 'checkbox'
    ? element('div', { class: 'field check' }, control, caption, help, error)
    : element('div', { class: 'field' }, caption, value, help, error)
  fill(control, field, rules)
  return { field, control, error, help, row }
}

function makeControl({ name, type = 'text', options, suffix, placeholder }, id) {
  if (options) return element('select', { id, name }, ...options.map(([value, text]) => element('option', { value }, text)))
  if (type === 'textarea') return element('textarea', { id, name, rows: 3, placeholder })
  return element('input', { id, name, type, placeholder, autocomplete: 'off', size: suffix ? 8 : null, inputmode: suffix ? 'decimal' : null })
}

function fill(control, field, rules) {
  const value = field.read(rules)
  if (control.type === 'checkbox') control.checked = value
  else control.value = value === '' ? field.fallback ?? '' : value
}

const readValues = places => Object.fromEntries(places.map(({ field, control }) =>
  [field.name, control.type === 'checkbox' ? control.checked : control.value.trim()]))

function write({ field }, rules, values) {
  if (field.isOf && !field.isOf(values) && field.name !== 'tiers' && field.name !== 'customer_value' && field.name !== 'limit_months') return ''
  try {
    field.write(rules, values[field.name], values)
    return ''
  } catch (error) {
    return error.message
  }
}

function showProblem(control, place, problem) {
  place.hidden = !problem
  place.textContent = problem
  if (problem) control.setAttribute('aria-invalid', true)
  else control.removeAttribute('aria-invalid')
}

function showMeaning({ field, control, help }) {
  if (field.isExplained) help.textContent = meanings[control.value] ?? ''
}

function parseRules(text) {
  try {
    const given = JSON.parse(text)
    return given && typeof given === 'object' && !Array.isArray(given) ? given : null
  } catch {
    return null
  }
}
