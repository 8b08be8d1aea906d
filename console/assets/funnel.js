// How many people go on from step to step, and how long it takes them.
import { request } from './api.js'
import { element, find } from './elements.js'
import { saveExports } from './exports.js'
import { formatCount, formatDuration, formatShare } from './formats.js'
import { drawBreakdown, drawTimes } from './funnel_breakdown.js'
import { bindSteps, readSteps } from './funnel_steps.js'
import { drawHistogram } from './funnel_histogram.js'
import { label } from './labels.js'
import { startReport } from './report.js'

export function startFunnel() {
  bindSteps(find('[data-filters]'))
  startReport({
    load: async (view, signal) => {
      const body = makeQuery(view)
      const answer = await request('funnel', {}, { signal, body })
      return { ...answer, body, steps: answer.steps.map((step, i) => ({ ...step, name: nameStep(body.steps[i]) })) }
    },
    draw: ({ steps, by, body }, view) => {
      drawFunnel(steps)
      drawTimes(steps)
      drawBreakdown(steps, by, view.by)
      saveExports('funnel', body)
    },
    isEmpty: ({ steps }) => !steps[0]?.people,
  })
}

const makeQuery = ({ steps, order, entry, window, by, from, to, tz }) =>
  ({ steps: readSteps(steps), order, entry, window, by, from, to, tz, histogram: true })

function drawFunnel(steps) {
  const [first, last] = [steps[0], steps.at(-1)]
  find('#summary').textContent = first.people
    ? `${formatCount(last.people)} of ${formatCount(first.people)} people reached the last step: ${formatShare(last.from_first)}.`
    : ''
  find('#funnel').replaceChildren(...steps.map((step, i) => drawStep(step, steps[i - 1])))
}

function drawStep(step, previous) {
  const facts = previous ? listFacts(step, previous) : []
  return element('li', {},
    element('div', { class: 'name' }, element('span', {}, step.name), element('span', {}, formatCount(step.people))),
    element('div', { class: 'bar', 'aria-hidden': 'true' }, element('i', { style: { '--share': step.from_first ?? 0 } })),
    element('p', { class: 'facts' }, ...facts.map(fact => element('span', {}, fact))),
    drawHistogram(step))
}

function listFacts(step, previous) {
  return [
    `${formatShare(step.from_previous)} of the previous step`,
    `${formatShare(step.from_first)} of all`,
    `${formatCount(previous.people - step.people)} dropped out`,
    ...(step.people ? [`half within ${formatDuration(step.median_seconds)}`, `90% within ${formatDuration(step.p90_seconds)}`] : []),
  ]
}

function nameStep({ type, name }) {
  return name ? `${label('event_type', type)} “${name}”` : label('event_type', type)
}
