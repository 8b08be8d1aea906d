// The filters of a report are kept in the form and in the address: a view can be shared, and the back button undoes a choice.
// The period belongs to the form `filters` too, though it stands in the frame. Time zone and currency are settings of
// the person and the site, which the page's body names.
import { bindPeriodPicker, drawPeriod } from './period_picker.js'
import { isPeriod, resolvePeriod } from './periods.js'

export function bindFilters(form, show) {
  restoreFilters(form)
  bindPeriodPicker(form)
  form.addEventListener('submit', event => event.preventDefault())
  form.addEventListener('change', () => {
    rememberFilters(form)
    drawPeriod(form)
    show()
  })
  addEventListener('popstate', () => {
    const before = JSON.stringify(readFilters(form))
    restoreFilters(form)
    drawPeriod(form)
    // A drawer that opens or closes changes the address too, and no figures.
    if (JSON.stringify(readFilters(form)) !== before) show()
  })
}

/** The chosen values, with the period resolved to `from` and `to` in the time zone `tz`; `currency` to convert to. */
export function readFilters(form) {
  const { timezone: tz, currency } = document.body.dataset
  const { period, from, through, ...chosen } = Object.fromEntries(new FormData(form))
  return { ...chosen, tz, currency, ...resolvePeriod({ period, from, through, tz }) }
}

function restoreFilters(form) {
  form.reset()
  const given = new URLSearchParams(location.search)
  for (const control of namedControls(form)) {
    if (given.has(control.name) && accepts(control, given.get(control.name))) control.value = given.get(control.name)
    else if (control.hidden) control.value = control.defaultValue
  }
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
  if (control.name === 'period') return isPeriod(value)
  return !control.options || [...control.options].some(option => option.value === value)
}

function defaultOf(control) {
  if (!control.options) return control.defaultValue
  return ([...control.options].find(option => option.defaultSelected) ?? control.options[0]).value
}
