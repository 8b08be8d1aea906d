// The period in the frame: presets, days of one's own, and whether figures are compared with the days before.
// It writes into the hidden inputs `period`, `from`, `through`, `compare` of the filters and makes them change.
import { find } from './elements.js'
import { formatPeriod } from './formats.js'
import { resolvePeriod, shiftDay } from './periods.js'
import { tn } from './texts.js'

export function bindPeriodPicker(form) {
  const picker = find('[data-period-picker]')
  if (!picker) return
  const { period, from, through, compare } = form.elements
  const [first, last] = [find('[data-first]'), find('[data-last]')]
  const choose = values => {
    for (const [control, value] of values) control.value = value
    picker.open = false
    picker.querySelector('summary').focus()
    form.dispatchEvent(new Event('change'))
  }
  picker.addEventListener('click', event => {
    const preset = event.target.dataset.preset
    if (preset) choose([[period, preset], [from, ''], [through, '']])
  })
  find('[data-own-days]').addEventListener('click', () => {
    if (first.value && last.value && first.value <= last.value) choose([[period, 'custom'], [from, first.value], [through, last.value]])
    else (first.value ? last : first).focus()
  })
  for (const day of [first, last]) {
    day.addEventListener('keydown', event => { if (event.key === 'Enter') find('[data-own-days]').click() })
  }
  find('[data-compare]').addEventListener('change', event => choose([[compare, event.target.checked ? 'on' : 'off']]))
  picker.addEventListener('toggle', () => {
    if (!picker.open) return
    const shown = resolve(form)
    first.value = shown.from
    last.value = shiftDay(shown.to, -1)
  })
  drawPeriod(form)
}

/** The chosen period in words; of days of one's own, the days. */
export function drawPeriod(form) {
  const picker = find('[data-period-picker]')
  if (!picker) return
  const { period, compare } = form.elements
  const preset = picker.querySelector(`[data-preset="${period.value}"]`)
  const text = preset?.textContent ?? (period.value === 'custom' ? formatPeriod(resolve(form)) : tn('Last {number} day', 'Last {number} days', parseInt(period.value)))
  find('[data-period-text]').textContent = text
  picker.querySelector('summary').title = formatPeriod(resolve(form))
  for (const button of picker.querySelectorAll('[data-preset]')) button.setAttribute('aria-pressed', button === preset)
  find('[data-compare]').checked = compare.value !== 'off'
}

function resolve(form) {
  const { period, from, through } = form.elements
  return resolvePeriod({ period: period.value, from: from.value, through: through.value, tz: document.body.dataset.timezone })
}
