// A form of a page that acts through the API: `bindPageForm(form, values => request(…), answer => …)`.
// While it works it cannot be sent again; what the API objects to stands at its field, else in `[data-problem]`.
import { t } from './texts.js'
import { toast } from './toast.js'

export function bindPageForm(form, act, onDone = () => toast(t('Saved'))) {
  const problem = form.querySelector('[data-problem]')
  form.addEventListener('change', event => event.stopPropagation())
  form.addEventListener('submit', async event => {
    event.preventDefault()
    if (form.inert) return
    form.inert = true
    problem.hidden = true
    let answer
    try {
      answer = await act(Object.fromEntries(new FormData(form)))
    } catch (error) {
      form.inert = false
      return showProblem(form, problem, error)
    }
    // Before the form works again: what is done may lead to another page.
    await onDone(answer)
    form.inert = false
  })
}

function showProblem(form, problem, error) {
  const control = error.field && form.elements[error.field.split(/[.[]/).at(-1)]
  const label = control?.labels?.[0]?.firstChild?.textContent?.trim()
  problem.textContent = label ? `${label}: ${error.message}` : error.message
  problem.hidden = false
  if (control?.focus) control.focus()
  else problem.scrollIntoView({ block: 'nearest' })
}
