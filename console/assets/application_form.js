// A program's public page: whether it is there, whether it accepts everybody, and what it asks.
import { cabinetOrigin } from './cabinet_origin.js'
import { request } from './api.js'
import { copyButton } from './copy.js'
import { element, find } from './elements.js'
import { label, listOptions } from './labels.js'
import { bindPageForm } from './page_form.js'
import { loadInto } from './states.js'
import { t } from './texts.js'
import { toast } from './toast.js'

const MOST = 10

export function startApplicationForm(programId) {
  const place = find('[data-application-form]')
  const path = `programs/${programId}/application-form`
  loadInto(place, () => request(path), form => draw(place, path, form))
}

function draw(place, path, form) {
  const isOwner = 'owner' in place.dataset
  place.replaceChildren(describeState(form), isOwner ? makeForm(place, path, form) : listQuestions(form.questions))
}

function describeState({ is_open: isOpen, path }) {
  if (!isOpen) return element('p', { class: 'quiet' }, t('Off: nobody can apply by a page. Switched on, anybody with its address can.'))
  const url = cabinetOrigin + path
  return element('p', { class: 'made public-address' }, element('a', { href: url }, url), copyButton(url, t('Copy the address of the page')))
}

const listQuestions = questions => element('ul', {}, ...questions.map(({ text, kind }) => element('li', {}, `${text} (${label('question_kind', kind).toLowerCase()})`)))

function makeForm(place, path, form) {
  const list = element('ol', { class: 'questions' }, ...form.questions.map(makeQuestion))
  const add = element('button', { type: 'button', class: 'plain small' }, t('Add a question'))
  const count = () => {
    add.hidden = list.children.length >= MOST
    for (const [at, row] of [...list.children].entries()) row.setAttribute('aria-label', t('Question {number}', { number: at + 1 }))
  }
  add.addEventListener('click', () => {
    list.append(makeQuestion({ text: '', kind: 'short', is_required: false, choices: [] }))
    count()
    list.lastElementChild.querySelector('input').focus()
  })
  list.addEventListener('click', event => {
    if (!event.target.matches('[data-remove]')) return
    event.target.closest('li').remove()
    count()
    add.focus()
  })
  count()
  const made = element('form', { class: 'public-form', 'aria-label': t('Public page') },
    check('is_open', t('Anybody may apply on a public page'), form.is_open),
    check('accepts_all', t('Accept everybody at once, without a look'), form.accepts_all),
    element('p', { class: 'quiet' }, form.terms.length ? t('The page shows the terms in force, and asks for name, e-mail address and website, then:') : t('The page shows no terms: there are none yet, and asks for name, e-mail address and website, then:')),
    list, element('p', {}, add), element('p', { class: 'notice', role: 'alert', data: { problem: '' }, hidden: true }),
    element('p', { class: 'actions' }, element('button', {}, t('Save the page'))))
  const { is_open: isOpen, accepts_all: acceptsAll } = made.elements
  bindPageForm(made, () => request(path, {}, {
    method: 'PATCH', body: { is_open: isOpen.checked, accepts_all: acceptsAll.checked, questions: [...list.children].map(readQuestion) },
  }), answer => {
    toast(t('The public page is saved'))
    draw(place, path, answer)
  })
  return made
}

const check = (name, text, isChecked) => {
  const box = element('input', { type: 'checkbox', name })
  box.checked = isChecked
  return element('label', { class: 'check' }, box, text)
}

function makeQuestion({ text, kind, is_required: isRequired, choices }) {
  const type = element('select', { data: { part: 'kind' } }, ...listOptions('question_kind').map(([value, name]) => element('option', { value, selected: value === kind }, name)))
  const answers = element('textarea', { rows: 3, data: { part: 'choices' } }, choices.join('\n'))
  const answersLabel = element('label', {}, t('Answers, one a line'), answers)
  const show = () => { answersLabel.hidden = type.value !== 'choice' }
  type.addEventListener('change', show)
  show()
  const required = check('', t('An answer is needed'), isRequired)
  required.firstChild.removeAttribute('name')
  required.firstChild.dataset.part = 'required'
  return element('li', {},
    element('label', {}, t('Question'), element('input', { value: text, maxlength: 200, required: true, data: { part: 'text' } })),
    element('label', {}, t('Kind of answer'), type), answersLabel, required,
    element('p', {}, element('button', { type: 'button', class: 'plain small', data: { remove: '' } }, t('Remove the question'))))
}

function readQuestion(row) {
  const part = name => row.querySelector(`[data-part=${name}]`)
  const kind = part('kind').value
  const lines = part('choices').value.split('\n').map(line => line.trim()).filter(Boolean)
  return { text: part('text').value, kind, is_required: part('required').checked, choices: kind === 'choice' ? lines : [] }
}
