// Settings of the site: what it is, and whose reports are believed.
import { request } from './api.js'
import { confirmAct } from './dialog_form.js'
import { find } from './elements.js'
import { parseMinor, writeMinor } from './money_columns.js'
import { bindPageForm } from './page_form.js'
import { fillCurrencies, fillTimezones, parseHosts } from './site_fields.js'
import { t } from './texts.js'
import { toast } from './toast.js'

const path = `sites/${document.body.dataset.site}`
const change = body => request(path, {}, { method: 'PATCH', body })

export function startGeneral() {
  const form = find('[data-general]')
  const { currency, timezone, hosts, link_hosts: linkHosts } = form.elements
  fillCurrencies(currency, currency.dataset.currencies)
  fillTimezones(timezone, timezone.dataset.timezones)
  const save = values => change({ ...values, hosts: parseHosts(values.hosts), link_hosts: parseHosts(values.link_hosts) })
  bindPageForm(form, save, saved => {
    hosts.value = saved.hosts.join('\n')
    linkHosts.value = saved.link_hosts.join('\n')
    toast(t('Saved; holds within a second'))
  })
  bindPageForm(find('[data-partners]'), values => change({ partners_see_orders: 'partners_see_orders' in values }))
}

export function startTrust() {
  const form = find('[data-trust]')
  const { currencyCode, currencyDigits } = form.dataset
  const save = async values => {
    const most = parseMinor(values.max_browser_amount, Number(currencyDigits))
    if (most === null || most < 0) throw new Error(t('Highest unsigned sale: give an amount of {currency} like {amount}.', { currency: currencyCode, amount: writeMinor(100000, currencyDigits) }))
    return change({ ...values, max_browser_amount: most, browser_sales_per_hour: Number(values.browser_sales_per_hour) })
  }
  bindPageForm(form, save, () => toast(t('Saved; holds for what is received from now on')))
  find('[data-show-key]')?.addEventListener('click', () => showKey(() => request(`${path}/signing-key`)))
  find('[data-rotate-key]')?.addEventListener('click', askToRotate)
}

function askToRotate() {
  confirmAct({
    title: t('Make another signing key?'),
    intro: t('What the present one signs counts as the browser’s word alone, at once: put the new one on your server without delay.'),
    submit: t('Make another key'),
    act: () => request(`${path}/signing-key/rotation`, {}, { method: 'POST' }),
    onDone: answer => showKey(async () => answer),
  })
}

async function showKey(load) {
  const problem = find('[data-key-problem]')
  problem.hidden = true
  try {
    const { signing_key: key } = await load()
    find('[data-signing-key]').textContent = key
    find('[data-signing-line] [data-copy]').dataset.copy = key
    find('[data-signing-line]').hidden = false
  } catch (error) {
    problem.textContent = error.message
    problem.hidden = false
  }
}
