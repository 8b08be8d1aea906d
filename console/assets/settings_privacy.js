// Settings of the site, privacy: a person is looked for, then erased after a confirmation; how far each erasure is.
import { request } from './api.js'
import { badge } from './badge.js'
import { confirmAct } from './dialog_form.js'
import { element, find } from './elements.js'
import { formatCount, formatInstant } from './formats.js'
import { label, listOptions } from './labels.js'
import { bindPageForm } from './page_form.js'
import { loadInto } from './states.js'
import { fillTable } from './tables.js'
import { t, tn } from './texts.js'
import { toast } from './toast.js'

const EVERY_MS = 3000

export function startPrivacy() {
  showRetention()
  const form = find('[data-erase]')
  if (!form) return
  form.elements.kind.append(...listOptions('erasure_kind').map(([value, text]) => element('option', { value }, text)))
  bindPageForm(form, async values => ({ values, found: await request('erasures/preview', {}, { body: values }) }), ask)
  load()
}

function ask({ values, found }) {
  const events = tn('{number} event', '{number} events', found.events, { number: formatCount(found.events) })
  const browsers = tn('{number} browser', '{number} browsers', found.visitors, { number: formatCount(found.visitors) })
  confirmAct({
    title: t('Erase this person forever?'),
    intro: t('{kind} {value}: {events} of {browsers} are found now. Nothing brings them back.', { kind: label('erasure_kind', values.kind), value: values.value, events, browsers }),
    submit: t('Erase forever'),
    act: () => request('erasures', {}, { body: values }),
    onDone: () => {
      find('[data-erase]').reset()
      toast(t('The erasure is under way'))
      load()
    },
  })
}

const load = () => loadInto(find('[data-erasures]'), () => request('erasures', {}), ({ rows }, place) => {
  if (!rows.length) return
  const table = element('table', {}, element('caption', { id: 'erasures-caption' }, t('Erasures')))
  place.append(element('div', { class: 'scroll', role: 'region', 'aria-labelledby': 'erasures-caption', tabindex: 0 }, table))
  fillTable(table, [
    { label: t('Asked for'), value: row => row.asked_at, format: formatInstant },
    { label: t('Known by'), value: row => label('erasure_kind', row.kind) },
    { label: t('State'), value: row => row.state, cell: row => badge('erasure_state', row.state) },
    { label: t('Removed'), value: row => row.removed.events ?? 0, cell: describeRemoved, isWide: true },
  ], rows)
  if (rows.some(row => ['waiting', 'running'].includes(row.state))) setTimeout(load, EVERY_MS)
})

const describeRemoved = row => row.problem || Object.entries(row.removed).map(([place, count]) => t('{number} {place}', { number: formatCount(count), place: place.replaceAll('_', ' ') })).join(', ') || '–'

async function showRetention() {
  const line = find('[data-kept]')
  try {
    const { retention_days: days } = await request(`sites/${document.body.dataset.site}/retention`)
    line.textContent = days ? tn('Raw events are kept until {number} day after the end of their month.', 'Raw events are kept until {number} days after the end of their month.', days, { number: formatCount(days) }) : t('Raw events are kept without an end.')
  } catch (error) {
    line.textContent = error.message
  }
}
