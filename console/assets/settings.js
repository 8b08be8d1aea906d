// Settings of the site: whose reports are believed, the key by which its server signs, and a link that tests its tag.
import { request } from './api.js'
import { bindForm } from './decision_form.js'
import { find } from './elements.js'

export function startSettings() {
  const path = `sites/${document.body.dataset.site}`
  bindForm(find('[data-trust]'), () => save(path))
  for (const button of document.querySelectorAll('[data-key]')) {
    button.addEventListener('click', () => showKey(path, button.dataset.key === 'rotate'))
  }
  find('[data-make-link]').addEventListener('click', () => showTestLink(path))
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

function showKey(path, isNew) {
  return showIn('[data-key-status]', async () => {
    const call = isNew ? `${path}/signing-key/rotation` : `${path}/signing-key`
    const { signing_key: key } = await request(call, {}, { method: isNew ? 'POST' : 'GET' })
    find('[data-signing-key]').textContent = key
    return isNew ? 'Made; give it to your server now' : 'Shown'
  })
}

function showTestLink(path) {
  return showIn('[data-link-status]', async () => {
    const { url, expires_at: expiresAt } = await request(`${path}/test-link`, {}, { method: 'POST' })
    const link = find('[data-test-link]')
    link.href = link.textContent = url
    return `Made; valid until ${new Date(expiresAt).toLocaleString()}`
  })
}

// What `call` returns, or why it failed.
async function showIn(selector, call) {
  const status = find(selector)
  status.textContent = '…'
  try {
    status.textContent = await call()
  } catch (error) {
    status.textContent = error.message
  }
}
