// How far somebody is with a lead, who looks after it, and a note: changed by whoever may, read by all.
import { request } from './api.js'
import { element, find } from './elements.js'
import { label, listOptions } from './labels.js'
import { t } from './texts.js'

const choices = () => find('[data-conversion-choices]').dataset

/** `onSaved()` after it was changed. */
export function drawLead(lead, onSaved) {
  return choices().leads === undefined ? drawFacts(lead) : [makeForm(lead, onSaved)]
}

function drawFacts({ stage, assigned_name: who, note }) {
  const facts = [[t('Stage'), label('lead_stage', stage)], [t('Assigned to'), who || t('Nobody')], [t('Note'), note && element('span', { class: 'notes' }, note)]]
  return [element('dl', { class: 'facts-list' }, ...facts.filter(([, text]) => text).flatMap(([term, text]) => [element('dt', {}, term), element('dd', {}, text)]))]
}

function makeForm(lead, onSaved) {
  const { event_id: id, stage, assigned_to: assignedTo, note } = lead
  const before = { stage, note, assigned_to: assignedTo ?? 0 }
  const problem = element('p', { class: 'notice', role: 'alert', hidden: true })
  const status = element('p', { role: 'status' })
  const form = element('form', { class: 'lead-form', 'aria-label': t('Lead') },
    choice('stage', t('Stage'), listOptions('lead_stage'), stage),
    choice('assigned_to', t('Assigned to'), listMembers(lead), String(assignedTo ?? 0)),
    element('label', { class: 'whole' }, t('Note for the team'), element('textarea', { name: 'note', rows: 3, maxlength: 4000 }, note)),
    element('p', { class: 'actions' }, element('button', { class: 'small' }, t('Save lead')), status), problem)
  form.addEventListener('input', () => { status.textContent = '' })
  form.addEventListener('submit', async event => {
    event.preventDefault()
    problem.hidden = true
    status.textContent = ''
    try {
      const saved = await request(`leads/${id}`, {}, { method: 'PATCH', body: chooseChanged(readForm(form), before) })
      Object.assign(before, saved, { assigned_to: saved.assigned_to ?? 0 })
      status.textContent = t('Saved: {stage}', { stage: label('lead_stage', saved.stage) })
      onSaved()
    } catch (error) {
      problem.textContent = t('Not saved. {problem}', { problem: error.message })
      problem.hidden = false
    }
  })
  return form
}

const readForm = ({ elements: { stage, assigned_to: member, note } }) => ({ stage: stage.value, note: note.value, assigned_to: Number(member.value) })

// What somebody else has changed meanwhile is left as it is.
const chooseChanged = (values, before) => Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== before[name]))

// Who has left the team stays until somebody else is chosen.
function listMembers({ assigned_to: assignedTo, assigned_name: who }) {
  const members = JSON.parse(choices().members)
  const isKnown = !assignedTo || members.some(([id]) => id === assignedTo)
  return [['0', t('Nobody')], ...members.map(([id, email]) => [String(id), email]), ...(isKnown ? [] : [[String(assignedTo), t('{who} (left)', { who })]])]
}

const choice = (name, text, options, chosen) => element('label', {}, text,
  element('select', { name }, ...options.map(([value, word]) => element('option', { value, selected: value === chosen }, word))))
