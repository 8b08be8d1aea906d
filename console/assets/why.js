// The panel that explains a conversion: its touches, credits, marks and merged duplicates.
import { loadPart, request } from './api.js'
import { element, find } from './elements.js'
import { t } from './texts.js'

const dialog = () => find('#why')

/** The open panel is kept in the address, so that it can be shared and the back button closes it. */
export function bindWhy() {
  dialog().addEventListener('close', () => rememberWhy(null))
  dialog().addEventListener('click', event => { if (event.target === dialog()) dialog().close() })
  addEventListener('popstate', restoreWhy)
  restoreWhy()
}

export async function openWhy(eventId) {
  rememberWhy(eventId)
  await showWhy(eventId)
}

function restoreWhy() {
  const eventId = new URLSearchParams(location.search).get('why')
  if (eventId) showWhy(eventId)
  else if (dialog().open) dialog().close()
}

async function showWhy(eventId) {
  const place = find('[data-why]')
  place.replaceChildren(element('p', { class: 'quiet' }, t('Loading …')))
  if (!dialog().open) dialog().showModal()
  try {
    const path = `conversions/${encodeURIComponent(eventId)}/why`
    const [trace, { drawTrace }] = await Promise.all([request(path), loadPart(import('./why_trace.js'))])
    place.replaceChildren(...drawTrace(trace, document.body.dataset.timezone))
  } catch (error) {
    place.replaceChildren(element('p', { class: 'notice', role: 'alert' }, error.message))
  }
}

function rememberWhy(eventId) {
  const address = new URLSearchParams(location.search)
  if (address.get('why') === eventId) return
  if (eventId) address.set('why', eventId)
  else address.delete('why')
  // It may lie over the drawer, whose row stays in the address.
  history.pushState(history.state, '', `${location.pathname}${address.size ? '?' : ''}${address}${location.hash}`)
}
