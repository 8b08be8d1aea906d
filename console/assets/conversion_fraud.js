// What the fraud rules found of a conversion, in sentences, and the decision of a person who may decide.
import { request } from './api.js'
import { element, find } from './elements.js'
import { formatInstant } from './formats.js'
import { label } from './labels.js'
import { t, tc } from './texts.js'

const acts = [['pay', t('Approve'), ''], ['hold', t('Hold'), 'plain'], ['reject', t('Reject'), 'bad'], ['undo', t('Undo'), 'plain']]

/** `said`: what was decided a moment ago; `onDecided(said)`: after another decision. */
export function drawFraud({ conversion, marks }, said, onDecided) {
  return [...drawMarks(conversion, marks), ...(mayReview() ? [decisionForm(conversion.event_id, said, onDecided)] : [])]
}

const mayReview = () => find('[data-conversion-choices]').dataset.review !== undefined

function drawMarks({ awaits }, marks) {
  if (!marks.length) return [element('p', {}, awaits === 'fraud_run' ? t('Not checked yet: the next fraud run does.') : t('The rules found nothing.'))]
  const { timezone } = document.body.dataset
  return [element('ul', {}, ...marks.map(({ description, says, timestamp }) =>
    element('li', {}, `${tc('fraud_rule', description)}: ${says}.`, element('small', { class: 'under' }, formatInstant(timestamp, timezone)))))]
}

function decisionForm(id, said, onDecided) {
  const problem = element('p', { class: 'notice', role: 'alert', hidden: true })
  const status = element('p', { role: 'status' }, said)
  const buttons = acts.map(([value, text, style]) => element('button', { name: 'decision', value, class: `${style} small`.trim() }, text))
  const form = element('form', { class: 'dialog-form', 'aria-label': t('Decide on this conversion') },
    element('label', {}, t('Note (the partner reads it)'), element('input', { name: 'note', required: true, maxlength: 500, autocomplete: 'off' })),
    element('p', { class: 'actions' }, ...buttons),
    element('p', { class: 'quiet' }, t('An approved one is paid when its hold is over; undo returns it to the rules. The next commission run moves the money.')),
    problem, status)
  form.addEventListener('submit', async event => {
    event.preventDefault()
    const decision = event.submitter.value
    form.inert = true
    try {
      await request('commissions/decisions', {}, { body: { decision, note: form.elements.note.value, event_ids: [id] } })
      onDecided(`${label('review_word', decision)}.`)
    } catch (error) {
      problem.textContent = t('Not decided. {problem}', { problem: error.message })
      problem.hidden = false
      form.inert = false
    }
  })
  return form
}
