// The review queue: groups of marks by partner and rule, the marks of one group, and the decisions on them.
import { request } from './api.js'
import { badge } from './badge.js'
import { element, find } from './elements.js'
import { linkExports } from './exports.js'
import { formatCount, formatInstant, formatMoney, formatWeight } from './formats.js'
import { bindDecisionForm } from './decision_form.js'
import { makeMarkPanel } from './fraud_mark.js'
import { formatAll } from './money.js'
import { fillTable } from './tables.js'
import { t, tc } from './texts.js'

const PAGE_ROWS = 100

export function makeQueue() {
  const queue = { view: null, rows: [], cursor: null, chosen: new Set() }
  queue.panel = makeMarkPanel(() => queue.view.tz, () => reload())
  find('[data-back]').addEventListener('click', () => choose('', ''))
  find('[data-more]').addEventListener('click', () => showMore(queue))
  bindDecisionForm(find('[data-decide=many]'), (decision, why) => decideMany(queue, decision, why))
  return { load: (view, signal) => load(queue, view, signal), draw: (answer, view) => draw(queue, answer, view) }
}

/** The group is part of the filters, and so of the address. */
function choose(partner, rule) {
  const form = find('[data-filters]')
  form.elements.partner.value = partner
  form.elements.rule.value = rule
  reload()
}

const reload = () => find('[data-filters]').dispatchEvent(new Event('change'))

const isOneGroup = ({ partner, rule }) => Boolean(partner && rule)

function load(queue, view, signal) {
  const path = isOneGroup(view) ? 'fraud/marks' : 'fraud/groups'
  const isSameView = JSON.stringify(view) === JSON.stringify(queue.view)
  const limit = isOneGroup(view) ? Math.max(isSameView ? queue.rows.length : 0, PAGE_ROWS) : 1000
  return request(path, { ...makeQuery(view), limit }, { signal })
}

const makeQuery = ({ from, to, tz, partner, rule, state, subject, class: kind }) =>
  ({ from, to, tz, partner, rule, state, subject, class: kind })

function draw(queue, { rows, next_cursor: cursor = null }, view) {
  Object.assign(queue, { view, rows, cursor })
  const isGroup = isOneGroup(view)
  find('[data-groups]').hidden = isGroup || !rows.length
  find('[data-marks]').hidden = !isGroup
  find('[data-nothing]').hidden = rows.length > 0
  linkExports('fraud/marks', { ...makeQuery(view), limit: 10000 })
  if (isGroup) drawMarks(queue)
  else drawGroups(rows, view)
}

function drawGroups(rows, { tz }) {
  const count = (label, name) => ({ label, value: row => row[name], format: formatCount, isFigure: true })
  fillTable(find('#groups'), [
    { label: t('Partner'), value: row => row.partner_name },
    { label: t('Finding'), value: row => tc('fraud_rule', row.description), cell: openGroup },
    count(t('Held'), 'held'),
    { ...count(t('Rejected'), 'rejected'), isWide: true },
    { ...count(t('Marks'), 'marks'), isWide: true },
    { label: t('At stake'), value: row => Math.max(0, ...row.revenue.map(money => Number(money.amount))), cell: row => formatAll(row.revenue), isFigure: true },
    { label: t('Weight'), value: row => row.weight, format: formatWeight, isFigure: true, isWide: true },
    { label: t('Latest'), value: row => row.last, format: instant => formatInstant(instant, tz), isNarrow: true, isWide: true },
  ], rows)
}

function openGroup({ partner, partner_name: name, rule, description, class: kind }) {
  const finding = tc('fraud_rule', description)
  const button = element('button', { type: 'button', class: 'link', 'aria-label': `${finding}: ${name}` }, finding || rule)
  button.addEventListener('click', () => choose(partner, rule))
  return element('span', {}, button, kind === 'policy' ? badge('traffic_class', 'policy') : null)
}

function drawMarks(queue) {
  const { rows, view, chosen } = queue
  for (const id of [...chosen]) if (!rows.some(row => row.mark_id === id)) chosen.delete(id)
  find('#marks caption').textContent = rows.length ? `${tc('fraud_rule', rows[0].description)}: ${rows[0].partner}` : t('Marks')
  fillTable(find('#marks'), [
    { label: t('Select'), cell: row => chooseBox(queue, row) },
    { label: t('When'), value: row => row.timestamp, format: instant => formatInstant(instant, view.tz), isNarrow: true, isWide: true },
    { label: t('What'), value: row => row.order_id, cell: row => openButton(queue, row) },
    { label: t('Evidence'), value: row => row.says, cell: showEvidence },
    { label: t('Amount'), value: row => row.value?.minor ?? null, cell: showValue, isFigure: true, isWide: true },
    { label: t('Decision'), value: row => row.decision, cell: decisionOf },
  ], rows)
  chooseAllBox(queue)
  find('[data-more]').hidden = !queue.cursor
  drawChosenCount(queue)
}

function openButton({ panel }, row) {
  const name = row.order_id || { click: tc('event_type', 'Click'), conversion: tc('event_type', 'Lead'), partner: t('Partner') }[row.subject_kind]
  const button = element('button', { type: 'button', class: 'link', 'aria-label': t('Open {name} {id}', { name, id: row.mark_id.slice(0, 6) }) }, name)
  button.addEventListener('click', () => panel.open(row.mark_id))
  return button
}

const showEvidence = ({ says, subject_kind: kind, is_confirmed: isConfirmed }) =>
  element('span', {}, says, kind === 'partner' && isConfirmed ? element('span', { class: 'badge' }, t('confirmed conversions')) : null)

const showValue = ({ value, is_refunded: isRefunded }) => (isRefunded ? t('{amount} refunded', { amount: formatMoney(value) }) : formatMoney(value))

function decisionOf({ decision, decided_by: by }) {
  const isReviewed = by && by !== 'rules'
  return element('span', { title: isReviewed ? t('by {name}', { name: by }) : t('by the rules') },
    decision ? badge('decision', decision) : '–', isReviewed ? ` ${t('by a reviewer')}` : null)
}

function chooseBox(queue, { mark_id: id, says }) {
  const box = element('input', { type: 'checkbox', 'aria-label': t('Choose: {finding}', { finding: says }) })
  box.checked = queue.chosen.has(id)
  box.addEventListener('change', event => {
    event.stopPropagation()
    if (box.checked) queue.chosen.add(id)
    else queue.chosen.delete(id)
    drawChosenCount(queue)
  })
  return box
}

function chooseAllBox(queue) {
  const box = element('input', { type: 'checkbox', 'aria-label': t('Select all shown marks') })
  box.checked = queue.rows.length > 0 && queue.chosen.size === queue.rows.length
  box.addEventListener('change', () => {
    queue.chosen = new Set(box.checked ? queue.rows.map(row => row.mark_id) : [])
    drawMarks(queue)
  })
  find('#marks thead th').replaceChildren(box)
}

function drawChosenCount({ chosen }) {
  find('[data-chosen]').textContent = chosen.size ? t('{number} selected', { number: formatCount(chosen.size) }) : t('None selected')
}

async function decideMany(queue, decision, why) {
  if (!queue.chosen.size) throw new Error(t('Select marks first.'))
  await request('fraud/decisions', {}, { body: { mark_ids: [...queue.chosen], decision, why } })
  queue.chosen.clear()
  reload()
}

async function showMore(queue) {
  const answer = await request('fraud/marks', { ...makeQuery(queue.view), limit: PAGE_ROWS, cursor: queue.cursor })
  draw(queue, { rows: [...queue.rows, ...answer.rows], next_cursor: answer.next_cursor }, queue.view)
}
