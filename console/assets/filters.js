// The filters of a report are kept in the form and in the address: a view can be shared, and the back button undoes a choice.
import { element } from './elements.js'
import { resolvePeriod, shiftDay } from './periods.js'

export function bindFilters(form, show) {
  fillTimezones(form.elements.tz)
  restoreFilters(form)
  form.addEventListener('submit', event => event.preventDefault())
  form.addEventListener('change', event => {
    if (event.target.name === 'period') prefillDays(form)
    rememberFilters(form)
    show()
  })
  addEventListener('popstate', () => {
    restoreFilters(form)
    show()
  })
}

/** The chosen values, with the period resolved to `from` and `to` in its time zone. */
export function readFilters(form) {
  const { period, from, through, ...chosen } = Object.fromEntries(new FormData(form))
  return { ...chosen, ...resolvePeriod({ period, from, through, tz: chosen.tz }) }
}

function restoreFilters(form) {
  form.reset()
  const given = new URLSearchParams(location.search)
  for (const control of namedControls(form)) {
    if (given.has(control.name) && accepts(control, given.get(control.name))) control.value = given.get(control.name)
  }
  showCustomDays(form)
  form.dispatchEvent(new Event('restored'))
}

function rememberFilters(form) {
  const address = new URLSearchParams(location.search)
  for (const control of namedControls(form)) {
    if (control.value === defaultOf(control)) address.delete(control.name)
    else address.set(control.name, control.value)
  }
  const there = `${location.pathname}${address.size ? '?' : ''}${address}`
  if (there !== location.pathname + location.search) history.pushState(null, '', there)
}

const namedControls = form => [...form.elements].filter(control => control.name)

function accepts(control, value) {
  return !control.options || [...control.options].some(option => option.value === value)
}

function defaultOf(control) {
  if (!control.options) return control.defaultValue
  return ([...control.options].find(option => option.defaultSelected) ?? control.options[0]).value
}

function prefillDays(form) {
  const { period, from, through, tz } = form.elements
  if (period.value === 'custom') {
    if (!from.value) from.value = form.dataset.from ?? ''
    if (!through.value) through.value = form.dataset.through ?? ''
  } else {
    from.value = through.value = ''
    const shown = resolvePeriod({ period: period.value, tz: tz.value })
    form.dataset.from = shown.from
    form.dataset.through = shiftDay(shown.to, -1)
  }
  showCustomDays(form)
}

function showCustomDays(form) {
  const isCustom = form.elements.period.value === 'custom'
  for (const label of form.querySelectorAll('[data-custom]')) label.hidden = !isCustom
}

function fillTimezones(select) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  const site = document.body.dataset.timezone || here
  const near = new Set([site, here, 'UTC'])
  const far = Intl.supportedValuesOf('timeZone').filter(zone => !near.has(zone))
  select.append(...[...near].map(zone => option(zone, zone === site)))
  select.append(element('optgroup', { label: 'All' }, ...far.map(zone => option(zone, false))))
}

function option(zone, isDefault) {
  return element('option', { value: zone, selected: isDefault }, zone.replaceAll('_', ' '))
}
