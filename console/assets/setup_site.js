// First run, the site: made once; whoever comes back changes it.
import { request } from './api.js'
import { find } from './elements.js'
import { bindPageForm } from './page_form.js'
import { fillCurrencies, fillTimezones, ownTimezone, parseHosts } from './site_fields.js'
import { keepPort } from './tried_port.js'

export function startSetupSite() {
  const form = find('[data-site-form]')
  const { currency, timezone } = form.elements
  fillCurrencies(currency, currency.dataset.currencies || 'EUR')
  fillTimezones(timezone, timezone.dataset.timezones || ownTimezone())
  const { siteId } = form.dataset
  const [path, method] = siteId ? [`sites/${siteId}`, 'PATCH'] : ['sites', 'POST']
  const save = values => request(path, {}, { method, body: { ...values, hosts: parseHosts(values.hosts) } })
  // The step is left for good: going back shows the site that there is.
  bindPageForm(form, save, site => {
    keepPort(form.elements.hosts.value)
    location.replace(`/setup/tag?site=${site.site_id}`)
  })
}
