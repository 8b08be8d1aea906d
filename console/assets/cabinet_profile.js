// The partner's profile is posted as forms; only the token for the API is made here, and shown once.
import { request } from './api.js'
import { copyButton } from './copy.js'
import { confirmAct } from './dialog_form.js'
import { element, find } from './elements.js'

export function startCabinetProfile() {
  const button = find('[data-new-token]')
  button.addEventListener('click', () => confirmAct({
    title: 'Make a new token?', intro: 'Programs that use the old one stop working until they have the new one.', submit: 'Make it',
    act: () => request(`partners/${button.dataset.newToken}/token`, {}, { method: 'POST', body: {} }),
    onDone: drawToken,
  }))
}

function drawToken({ token }) {
  find('[data-token]').replaceChildren(
    element('p', { role: 'status' }, 'Copy it now: it is not shown again.'),
    element('pre', { tabindex: 0, 'aria-label': 'Token' }, token), copyButton(token, 'Copy the token'))
}
