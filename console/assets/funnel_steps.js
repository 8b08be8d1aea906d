// The editor of the funnel's steps; in the address they read `click,event:trial,sale`.
import { find } from './elements.js'

const FEWEST = 2
const MAX_STEPS = 8

export function readSteps(text) {
  return text.split(',').filter(Boolean).map(part => {
    const [type, ...name] = part.split(':')
    return name.length ? { type, name: decodeURIComponent(name.join(':')) } : { type }
  })
}

export function bindSteps(form) {
  const field = form.elements.steps
  const list = find('[data-steps]')
  const changed = () => {
    field.value = [...list.children].map(writeStep).join(',')
    drawSteps(list, field.value, changed)
    field.dispatchEvent(new Event('change', { bubbles: true }))
  }
  form.addEventListener('restored', () => drawSteps(list, field.value, changed))
  find('[data-add-step]').addEventListener('click', () => {
    if (list.children.length >= MAX_STEPS) return
    list.append(makeStep({ type: 'sale' }, changed))
    changed()
    list.lastElementChild.querySelector('select').focus()
  })
}

function drawSteps(list, text, changed) {
  const steps = readSteps(text)
  const focused = [...list.querySelectorAll('select, input, button')].indexOf(document.activeElement)
  list.replaceChildren(...steps.map(step => makeStep(step, changed)))
  for (const button of list.querySelectorAll('button')) button.hidden = steps.length <= FEWEST
  find('[data-add-step]').hidden = steps.length >= MAX_STEPS
  if (focused >= 0) list.querySelectorAll('select, input, button')[focused]?.focus()
}

function makeStep({ type, name = '' }, changed) {
  const step = find('#step').content.firstElementChild.cloneNode(true)
  const [select, input, button] = step.querySelectorAll('select, input, button')
  select.value = type
  input.value = name
  input.hidden = type !== 'event'
  for (const control of [select, input]) {
    control.addEventListener('change', event => {
      event.stopPropagation()
      changed()
    })
  }
  button.addEventListener('click', () => {
    step.remove()
    changed()
  })
  return step
}

function writeStep(step) {
  const [select, input] = step.querySelectorAll('select, input')
  return select.value === 'event' && input.value ? `event:${encodeURIComponent(input.value)}` : select.value
}
