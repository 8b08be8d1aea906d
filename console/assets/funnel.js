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
import { t } from './texts.js'

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
    ? t('{number} of {all} people reached the last step: {share}.', { number: formatCount(last.people), all: formatCount(first.people), share: formatShare(last.from_first) })
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
    t('{share} of the previous step', { share: formatShare(step.from_previous) }),
    t('{share} of all', { share: formatShare(step.from_first) }),
    t('{number} dropped out', { number: formatCount(previous.people - step.people) }),
    ...(step.people ? [t('half within {duration}', { duration: formatDuration(step.median_seconds) }), t('90% within {duration}', { duration: formatDuration(step.p90_seconds) })] : []),
  ]
}

function nameStep({ type, name }) {
  return name ? t('{kind} “{name}”', { kind: label('event_type', type), name }) : label('event_type', type)
}
