// Settings of the site: whose reports are believed, and the key by which its server signs.
import { request } from './api.js'
import { bindForm } from './decision_form.js'
import { find } from './elements.js'

export function startSettings() {
  const path = `sites/${document.body.dataset.site}`
  bindForm(find('[data-trust]'), () => save(path))
  for (const button of document.querySelectorAll('[data-key]')) {
    button.addEventListener('click', () => showKey(path, button.dataset.key === 'rotate'))
  }
}

async function save(path) {
  const { sales_from: sales, leads_from: leads, max_browser_amount: ceiling, browser_sales_per_hour: perHour } = find('[data-trust]').elements
  const body = {
    sales_from: sales.value,
    leads_from: leads.value,
    max_browser_amount: Number(ceiling.value),
    browser_sales_per_hour: Number(perHour.value),
  }
  await request(path, {}, { method: 'PATCH', body })
  return 'Saved; holds for what is received from now on'
}

async function showKey(path, isNew) {
  const status = find('[data-key-status]')
  status.textContent = '…'
  try {
    const call = isNew ? `${path}/signing-key/rotation` : `${path}/signing-key`
    const { signing_key: key } = await request(call, {}, { method: isNew ? 'POST' : 'GET' })
    find('[data-signing-key]').textContent = key
    status.textContent = isNew ? 'Made; give it to your server now' : 'Shown'
  } catch (error) {
    status.textContent = error.message
  }
}
