// One mark: its evidence, the events of the same person, the sources of the partner's traffic, and the decision.
import { request } from './api.js'
import { badge } from './badge.js'
import { element, find } from './elements.js'
import { formatCount, formatInstant, formatMoney, formatShare, formatWeight } from './formats.js'
import { bindDecisionForm } from './decision_form.js'
import { label } from './labels.js'
import { fillTable } from './tables.js'
import { t, tc } from './texts.js'

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
    place.replaceChildren(element('p', { class: 'quiet' }, t('Loading …')))
    dialog.showModal()
  }
  try {
    const answer = await request(`fraud/marks/${encodeURIComponent(id)}`)
    find('#mark-title').textContent = tc('fraud_rule', answer.mark.description)
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
  const whose = order ? t('Partner {partner}, order {order}.', { partner, order }) : t('Partner {partner}.', { partner })
  return `${whose} ${t('Legitimate traffic shows this in at most one of {number} cases; weight {weight} in the group “{family}”, by version {version} of the rules.', {
    number: formatCount(Math.max(2, Math.round(1 / chance))), weight: formatWeight(weight), family: label('rule_family', family), version,
  })}`
}

const describeEvidence = ({ is_confirmed: isConfirmed }) => isConfirmed
  ? t('It rests on confirmed conversions and their clicks alone, and counts for the confirmed conversions of this partner.')
  : t('It rests on everything that was reported, also by browsers alone, and counts only for conversions that are not confirmed.')

function describeDecision({ decision, decided_by: by, why, score }) {
  if (!decision) return element('p', {}, t('Not decided yet.'))
  const who = by === 'rules' ? t('by the rules, score {score}', { score: formatWeight(score) }) : t('by {name}: {why}', { name: by, why })
  return element('p', {}, `${t('Decision:')} `, badge('decision', decision), ` ${who}`)
}

function drawEvents(events, tz) {
  return makeTable(t('Events of the same person'), [
    { label: t('When'), value: row => row.timestamp, format: instant => formatInstant(instant, tz), isNarrow: true },
    { label: t('What'), value: row => row.type, cell: describeEvent },
    { label: tc('event', 'From'), value: row => row.prefix, format: prefix => prefix || '–' },
    { label: t('Browser'), value: row => row.browser, isWide: true },
    { label: t('Amount'), value: row => row.value?.minor ?? null, cell: row => formatMoney(row.value), isFigure: true, isWide: true },
  ], events)
}

function describeEvent({ type, is_subject: isSubject, is_repeat: isRepeat, path, ref, order_id: order }) {
  const parts = [label('event_type', type), isRepeat ? t('(repeated)') : '', order, ref && `(${ref})`, path].filter(Boolean).join(' ')
  return isSubject ? element('strong', {}, parts) : parts
}

function drawNetworks(networks, { partner }) {
  const count = (label, name, more = {}) => ({ label, value: row => row[name], format: formatCount, isFigure: true, ...more })
  return makeTable(t('Sources of the traffic of {partner} in that month', { partner }), [
    { label: t('Network'), value: row => row.prefix, cell: ({ prefix, is_own: isOwn }) => isOwn ? element('strong', {}, prefix || t('unknown')) : prefix || t('unknown') },
    { label: t('Kind'), value: row => row.network, format: kind => (kind ? label('network', kind) : '–'), isWide: true },
    count(t('Addresses'), 'addresses', { isWide: true }),
    count(t('Visitors'), 'visitors'),
    count(t('Browsers'), 'agents', { isWide: true }),
    { label: t('Engaged'), value: row => (row.clicks ? row.engaged / row.clicks : null), format: formatShare, isFigure: true },
    count(t('Conversions'), 'conversions'),
    count(t('Confirmed'), 'confirmed', { isWide: true }),
  ], networks)
}

function makeTable(caption, columns, rows) {
  const table = element('table', {}, element('caption', {}, caption))
  fillTable(table, columns, rows)
  return element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption }, table)
}
