// First run, the tag: whether its first event arrived, a click that is followed, and a secret key for the server.
import { request } from './api.js'
import { find } from './elements.js'
import { followEvents, seenLine } from './live_events.js'
import { bindTestClick } from './test_click.js'
import { t } from './texts.js'
import { addPort } from './tried_port.js'

export function startSetupTag() {
  const { site } = document.body.dataset
  followEvents(site, {}, rows => {
    if (rows.length) find('[data-live-line]').replaceChildren(...seenLine(rows[0]))
  })
  const { page } = find('[data-test-click]').elements
  page.value = addPort(page.value)
  bindTestClick(site)
  startKey()
}

async function startKey() {
  const { rows } = await request('keys', {})
  const key = rows.find(each => !each.revoked_at)
  if (key) return showLine(t('The key “{name}”, which ends in {end}, is made already; it was shown once. Another one: Settings, API keys.', { name: key.label, end: key.last_four }))
  find('[data-make-key]').addEventListener('click', makeKey)
}

async function makeKey({ currentTarget: button }) {
  button.disabled = true
  find('[data-problem]').hidden = true
  try {
    const { secret_key: key } = await request('keys', {}, { body: { label: t('Server'), scopes: ['events'] } })
    showLine(t('Keep it on your server now: it is not shown again.'))
    const shown = find('[data-made-key]').content.cloneNode(true)
    shown.querySelector('code').textContent = key
    shown.querySelector('[data-copy]').dataset.copy = key
    find('[data-secret]').append(shown)
    putIntoCall(key)
  } catch (error) {
    button.disabled = false
    find('[data-problem]').textContent = error.message
    find('[data-problem]').hidden = false
  }
}

function putIntoCall(key) {
  const call = find('[data-server-sale]')
  const [text, button] = [call.querySelector('code'), call.querySelector('[data-copy]')]
  text.textContent = button.dataset.copy = text.textContent.replace('YOUR_SECRET_KEY', key)
}

function showLine(text) {
  const line = document.createElement('p')
  line.textContent = text
  find('[data-secret]').replaceChildren(line)
}
