// First run, the program: the simplest terms, and which click earns.
import { request } from './api.js'
import { element, find } from './elements.js'
import { listOptions } from './labels.js'
import { parseMinor } from './money_columns.js'
import { bindPageForm } from './page_form.js'
import { t } from './texts.js'

export function startSetupProgram() {
  const form = find('[data-program-form]')
  const { model, kind, amount } = form.elements
  const { currencyCode: currency, currencyDigits, program } = form.dataset
  model.append(...listOptions('model').map(([value, text]) => element('option', { value, selected: value === model.dataset.models }, text)))
  kind.addEventListener('change', () => {
    find('[data-amount-label]').textContent = kind.value === 'percent' ? t('Percent') : t('Amount in {currency}', { currency })
    amount.value = kind.value === 'percent' ? '10' : '5'
  })
  const save = async values => {
    const windowDays = Number(values.window_days)
    const reward = makeReward(values, currency, Number(currencyDigits))
    await request(`programs/${program}`, {}, { method: 'PATCH', body: { model: values.model, window_days: windowDays, hold_days: Number(values.hold_days) } })
    const rules = { rewards: [reward], hold_days: Number(values.hold_days) }
    return request('terms', {}, { body: { program_id: Number(program), rules } })
  }
  bindPageForm(form, save, () => location.replace(`/setup/partner?site=${document.body.dataset.site}`))
}

// A percentage is a text, for 0.1 is no exact number; a fixed amount is in minor units.
function makeReward({ kind, amount }, currency, digits) {
  if (kind === 'percent') return { id: 'sale', event: 'sale', percent: amount.trim().replace(',', '.') }
  const minor = parseMinor(amount, digits)
  if (minor === null || minor < 0) throw new Error(t('Amount in {currency}: give a number like 5 or {example}.', { currency, example: Number(4.9).toFixed(digits) }))
  return { id: 'sale', event: 'sale', fixed: minor, when: { currency: [currency] } }
}
