// The settings of the person; password, second factor and sessions are plain forms.
import { request } from './api.js'
import { bindForm } from './decision_form.js'
import { find } from './elements.js'
import { fillTimezones } from './site_fields.js'
import { t } from './texts.js'

export function startAccount() {
  const form = find('[data-own-settings]')
  fillTimezones(form.elements.timezone, form.elements.timezone.dataset.timezones)
  bindForm(form, async () => {
    const { timezone, display_currency: currency, language } = form.elements
    await request('members/me', {}, { method: 'PATCH', body: { timezone: timezone.value, display_currency: currency.value, language: language.value } })
    if ((language.value || 'en') !== document.documentElement.lang) location.reload()
    return t('Saved')
  })
}
