// The partner's profile is posted as forms; only the token for the API is made here, and shown once.
import { request } from './api.js'
import { copyButton } from './copy.js'
import { confirmAct } from './dialog_form.js'
import { element, find } from './elements.js'
import { t } from './texts.js'

export function startCabinetProfile() {
  const button = find('[data-new-token]')
  button.addEventListener('click', () => confirmAct({
    title: t('Make a new token?'), intro: t('Programs that use the old one stop working until they have the new one.'), submit: t('Make it'),
    act: () => request(`partners/${button.dataset.newToken}/token`, {}, { method: 'POST', body: {} }),
    onDone: drawToken,
  }))
}

function drawToken({ token }) {
  find('[data-token]').replaceChildren(
    element('p', { role: 'status' }, t('Copy it now: it is not shown again.')),
    element('pre', { tabindex: 0, 'aria-label': t('Token') }, token), copyButton(token, t('Copy the token')))
}
