// A dialog with a form made from a description; it posts to the API and shows what the API objects to at its field.
//   openDialogForm({
//     title: 'New partner', intro: 'Optional sentence.', submit: 'Create', isBad: false,
//     fields: [
//       { name: 'name', label: 'Name', isRequired: true },
//       { name: 'status', label: 'Status', options: [['active', 'Active'], …], value: 'active' },
//       { name: 'note', label: 'Note', type: 'textarea', help: 'Partners do not see it.' },
//       { name: 'agreed', label: 'Sure', type: 'checkbox' },        // its value is true or false
//     ],
//     path: 'partners', method: 'POST', makeBody: values => values,
//     onDone: answer => toast('Created'),
//   })
// In place of `path`, `act(values)` may do the work and throw. An act that destroys something: `confirmAct({ … })`.
// The values are texts as typed, of `type: 'number'` numbers (null if empty); an option's value may be ''.
import { request } from './api.js'
import { element } from './elements.js'
import { t } from './texts.js'

export function openDialogForm({ title, intro, fields = [], submit = t('Save'), isBad = false, path, method = 'POST', parameters = {}, makeBody = values => values, act, onDone = () => {} }) {
  const problem = element('p', { class: 'notice', role: 'alert', hidden: true })
  const places = new Map(fields.map(field => [field.name, makeField(field)]))
  const send = element('button', { class: isBad ? 'bad' : null }, submit)
  const cancel = element('button', { type: 'button', class: 'plain' }, t('Cancel'))
  const form = element('form', { class: 'dialog-form' },
    ...[...places.values()].map(({ row }) => row), problem, element('p', { class: 'actions' }, send, cancel))
  const dialog = element('dialog', { class: 'form', 'aria-label': title },
    element('h2', {}, title), intro ? element('p', {}, intro) : null, form)
  const work = act ?? (values => request(path, parameters, { method, body: makeBody(values) }))
  cancel.addEventListener('click', () => dialog.close())
  dialog.addEventListener('close', () => dialog.remove())
  form.addEventListener('submit', async event => {
    event.preventDefault()
    showProblems(places, problem, null)
    form.inert = true
    send.setAttribute('aria-busy', true)
    try {
      const answer = await work(readValues(places))
      dialog.close()
      onDone(answer)
    } catch (error) {
      form.inert = false
      showProblems(places, problem, error)
    } finally {
      send.removeAttribute('aria-busy')
    }
  })
  document.body.append(dialog)
  dialog.showModal()
  return dialog
}

/** Asks before something is destroyed: `confirmAct({ title: 'Archive the link?', intro: 'It …', submit: 'Archive', act, onDone })`. */
export const confirmAct = options => openDialogForm({ isBad: true, ...options })

function makeField(field) {
  const { name, label, help, type = 'text', isRequired } = field
  const id = `field-${name}`
  const control = makeControl(field, id)
  const error = element('span', { class: 'field-error', id: `${id}-error`, hidden: true })
  const hint = help ? element('span', { class: 'quiet', id: `${id}-help` }, help) : null
  control.setAttribute('aria-describedby', `${hint ? `${id}-help ` : ''}${id}-error`)
  const caption = element('label', { for: id }, label, isRequired || type === 'checkbox' ? null : element('span', { class: 'quiet' }, ` ${t('(optional)')}`))
  const row = type === 'checkbox'
    ? element('div', { class: 'field check' }, control, caption, hint, error)
    : element('div', { class: 'field' }, caption, control, hint, error)
  return { row, control, error, type }
}

function makeControl({ name, type = 'text', options, value = '', isRequired = false, attributes = {} }, id) {
  const common = { id, name, required: isRequired, ...attributes }
  if (options) return element('select', common, ...options.map(([key, text]) => element('option', { value: key, selected: key === value }, text)))
  if (type === 'textarea') return element('textarea', { rows: 4, ...common }, value ?? '')
  const control = element('input', { type, autocomplete: 'off', ...common })
  if (type === 'checkbox') control.checked = Boolean(value)
  else control.value = value ?? ''
  return control
}

const readValues = places => Object.fromEntries([...places].map(([name, { control, type }]) => [name, readValue(control, type)]))

function readValue(control, type) {
  if (type === 'checkbox') return control.checked
  if (type === 'number') return control.value === '' ? null : Number(control.value)
  return control.value
}

// The API names the field that it objects to; what belongs to none stands above the buttons.
function showProblems(places, problem, error) {
  for (const place of places.values()) {
    place.error.hidden = true
    place.control.removeAttribute('aria-invalid')
  }
  const place = error?.field && places.get(error.field.split(/[.[]/)[0])
  problem.hidden = !error || Boolean(place)
  problem.textContent = error?.message ?? ''
  if (!place) return
  place.error.textContent = error.message
  place.error.hidden = false
  place.control.setAttribute('aria-invalid', true)
  place.control.focus()
}
