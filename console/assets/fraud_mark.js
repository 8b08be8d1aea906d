// One mark: its evidence, the events of the same person, the sources of the partner's traffic, and the decision.
import { request } from './api.js'
import { badge } from './badge.js'
import { element, find } from './elements.js'
import { formatCount, formatInstant, formatMoney, formatShare } from './formats.js'
import { bindDecisionForm } from './decision_form.js'
import { label } from './labels.js'
import { fillTable } from './tables.js'

export function makeMarkPanel(readZone, onDecided) {
  const dialog = find('#mark')
  const panel = { open: id => open(id, readZone()) }
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close() })
  bindDecisionForm(find('[data-decide=one]'), async (decision, why) => {
    await request(`fraud/marks/${dialog.dataset.shown}/decision`, {}, { body: { decision, why } })
    await open(dialog.dataset.shown, readZone())
    onDecided()
  })
  return panel
}

async function open(id, tz) {
  const dialog = find('#mark')
  dialog.dataset.shown = id
  const place = find('[data-mark]')
  if (!dialog.open) {
    find('[data-decide=one] [data-status]').textContent = ''
    place.replaceChildren(element('p', { class: 'quiet' }, 'Loading …'))
    dialog.showModal()
  }
  try {
    const answer = await request(`fraud/marks/${encodeURIComponent(id)}`)
    find('#mark-title').textContent = answer.mark.description
    place.replaceChildren(...drawMark(answer, tz))
  } catch (error) {
    place.replaceChildren(element('p', { class: 'notice', role: 'alert' }, error.message))
  }
}

function drawMark({ mark, events, networks }, tz) {
  return [
    element('p', {}, `${capitalise(mark.says)}.`),
    element('p', { class: 'quiet' }, describeStrength(mark)),
    ...(mark.subject_kind === 'partner' ? [element('p', { class: 'quiet' }, describeEvidence(mark))] : []),
    describeDecision(mark),
    ...(events.length ? [drawEvents(events, tz)] : []),
    ...(networks.length ? [drawNetworks(networks, mark)] : []),
  ]
}

const capitalise = text => text.charAt(0).toUpperCase() + text.slice(1)

function describeStrength({ partner, chance, weight, family, order_id: order, rule_set: version }) {
  const times = formatCount(Math.max(2, Math.round(1 / chance)))
  return `Partner ${partner}${order ? `, order ${order}` : ''}. Legitimate traffic shows this in at most one of ${times} cases; `
    + `weight ${weight.toFixed(1)} in the group “${label('rule_family', family)}”, by version ${version} of the rules.`
}

const describeEvidence = ({ is_confirmed: isConfirmed }) => isConfirmed
  ? 'It rests on confirmed conversions and their clicks alone, and counts for the confirmed conversions of this partner.'
  : 'It rests on everything that was reported, also by browsers alone, and counts only for conversions that are not confirmed.'

function describeDecision({ decision, decided_by: by, why, score }) {
  if (!decision) return element('p', {}, 'Not decided yet.')
  const who = by === 'rules' ? `by the rules, score ${score.toFixed(1)}` : `by ${by}: ${why}`
  return element('p', {}, 'Decision: ', badge('decision', decision), ` ${who}`)
}

function drawEvents(events, tz) {
  return makeTable('Events of the same person', [
    { label: 'When', value: row => row.timestamp, format: instant => formatInstant(instant, tz), isNarrow: true },
    { label: 'What', value: row => row.type, cell: describeEvent },
    { label: 'From', value: row => row.prefix, format: prefix => prefix || '–' },
    { label: 'Browser', value: row => row.browser, isWide: true },
    { label: 'Amount', value: row => row.value?.minor ?? null, cell: row => formatMoney(row.value), isFigure: true, isWide: true },
  ], events)
}

function describeEvent({ type, is_subject: isSubject, is_repeat: isRepeat, path, ref, order_id: order }) {
  const parts = [label('event_type', type), isRepeat ? '(repeated)' : '', order, ref && `(${ref})`, path].filter(Boolean).join(' ')
  return isSubject ? element('strong', {}, parts) : parts
}

function drawNetworks(networks, { partner }) {
  const count = (label, name, more = {}) => ({ label, value: row => row[name], format: formatCount, isFigure: true, ...more })
  return makeTable(`Sources of the traffic of ${partner} in that month`, [
    { label: 'Network', value: row => row.prefix, cell: ({ prefix, is_own: isOwn }) => isOwn ? element('strong', {}, prefix || 'unknown') : prefix || 'unknown' },
    { label: 'Kind', value: row => row.network, format: kind => (kind ? label('network', kind) : '–'), isWide: true },
    count('Addresses', 'addresses', { isWide: true }),
    count('Visitors', 'visitors'),
    count('Browsers', 'agents', { isWide: true }),
    { label: 'Engaged', value: row => (row.clicks ? row.engaged / row.clicks : null), format: formatShare, isFigure: true },
    count('Conversions', 'conversions'),
    count('Confirmed', 'confirmed', { isWide: true }),
  ], networks)
}

function makeTable(caption, columns, rows) {
  const table = element('table', {}, element('caption', {}, caption))
  fillTable(table, columns, rows)
  return element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption }, table)
}
