// A click through a signed test link, followed until it is stored: `bindTestClick(siteId)`.
import { request } from './api.js'
import { element, find } from './elements.js'
import { describeEvent, followEvents } from './live_events.js'
import { t } from './texts.js'

export function bindTestClick(siteId) {
  const form = find('[data-test-click]')
  let stop = () => {}
  form.addEventListener('submit', async event => {
    event.preventDefault()
    const line = find('[data-test-line]')
    stop()
    // Opened at once: a browser lets only a press of a button open a tab.
    const tab = open('about:blank', '_blank')
    if (tab) tab.opener = null
    try {
      const code = `test-${Math.random().toString(36).slice(2, 8)}`
      const address = await makeAddress(siteId, form.elements.page.value, code)
      if (tab) tab.location = address
      line.replaceChildren(...(tab ? [] : [element('a', { href: address, target: '_blank', rel: 'noreferrer' }, t('Open it')), ' · ']), t('Waiting for the click …'))
      stop = followEvents(siteId, { ref: code }, rows => {
        if (!rows.length) return
        stop()
        const report = element('a', { href: `/attribution?site=${siteId}&by=ref&period=today` }, t('See it in the report'))
        line.replaceChildren(`${t('It arrived: {event}, with the code {code}.', { event: describeEvent(rows[0]), code })} `, report)
      })
    } catch (error) {
      tab?.close()
      line.textContent = error.message
    }
  })
}

// The token of the signed link at the page that was given.
async function makeAddress(siteId, page, code) {
  const { url } = await request(`sites/${siteId}/test-link`, {}, { method: 'POST' })
  const address = new URL(page)
  address.searchParams.set('ref', code)
  address.searchParams.set('prm_test', new URL(url).searchParams.get('prm_test'))
  return address.href
}
