// A form that shows its outcome: done, or why it failed.
import { t } from './texts.js'

export function bindDecisionForm(form, act) {
  bindForm(form, submitter => act(submitter?.value ?? 'approve', form.elements.why.value))
}

/** `act(submitter)` may throw; on success the reason is emptied, because the next decision needs its own. */
export function bindForm(form, act) {
  const status = form.querySelector('[data-status]')
  form.addEventListener('change', event => event.stopPropagation())
  form.addEventListener('submit', async event => {
    event.preventDefault()
    status.textContent = '…'
    try {
      status.textContent = await act(event.submitter) ?? t('Done')
      if (form.elements.why) form.elements.why.value = ''
    } catch (error) {
      status.textContent = error.message
    }
  })
}
