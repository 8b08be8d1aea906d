// The panels of a partner's page that are loaded when they are opened: earnings, notes, risk.
import { request } from './api.js'
import { badge } from './badge.js'
import { element, find } from './elements.js'
import { formatInstant, formatMoney } from './formats.js'
import { label } from './labels.js'
import { loadInto, showEmpty } from './states.js'
import { fillTable, placeTables } from './tables.js'
import { bindTabs } from './tabs.js'
import { t, tc } from './texts.js'
import { toast } from './toast.js'

const COMMISSIONS = 50

/** `page` has the partner's `id` and own `code`, and `choices.isOwner`. */
export function startPartnerPanels(page) {
  const panels = { earnings: loadEarnings, notes: loadNotes, risk: loadRisk }
  bindTabs(name => panels[name]?.(page))
}

const loadEarnings = ({ id }) => loadInto(find('[data-earnings]'), async () => {
  const [balances, commissions] = await Promise.all([
    request('balances', { partner: id }), request('commissions', { partner: id, limit: COMMISSIONS }),
  ])
  return { balances: balances.rows, commissions: commissions.rows, isMore: Boolean(commissions.next_cursor) }
}, drawEarnings)

function drawEarnings({ balances, commissions, isMore }, place) {
  if (!balances.length && !commissions.length) return showEmpty(place, t('Nothing earned yet'), t('Commissions stand here once a sale is credited to this partner and the program has terms.'))
  const region = element('div', { class: 'tables' })
  place.append(region)
  const [owed, lines] = placeTables(region, [t('Balance'), isMore ? t('The newest {number} commissions', { number: COMMISSIONS }) : t('Commissions')])
  const money = (text, name) => ({ label: text, value: row => row[name].minor, cell: row => formatMoney(row[name]), isFigure: true })
  fillTable(owed, [
    { label: t('Currency'), value: row => row.currency },
    money(tc('commission_state', 'Pending'), 'pending'), money(tc('commission_state', 'Held for review'), 'held'), money(tc('commission_state', 'Approved'), 'payable'),
    money(tc('commission_state', 'In a payout'), 'reserved'), money(tc('commission_state', 'Paid'), 'paid'),
  ], balances)
  const { timezone } = document.body.dataset
  fillTable(lines, [
    { label: t('Sold'), value: row => row.sold_at ?? '', cell: row => row.sold_at ? formatInstant(row.sold_at, timezone) : '–' },
    { label: t('Order'), value: row => row.order_id, cell: row => row.order_id || row.subject || '–' },
    { label: tc('commission', 'For'), value: row => row.kind, cell: row => nameKind(row.kind), isWide: true },
    { label: t('State'), value: row => row.state, cell: showState },
    money(t('Amount'), 'amount'),
  ], commissions)
}

// The levels are numbered: level1, level2.
const nameKind = kind => label('line_kind', kind.replace(/\d+$/, ''))

function showState({ state, due_at: due }) {
  const { timezone } = document.body.dataset
  const until = state === 'pending' && due ? element('small', { class: 'under' }, t('until {day}', { day: formatInstant(due, timezone) })) : null
  return element('span', {}, badge('commission_state', state), until)
}

const loadNotes = ({ id, choices }) => {
  // What somebody is writing is not replaced.
  if (find('[data-notes] textarea')) return
  loadInto(find('[data-notes]'), () => request(`partners/${id}`), ({ notes }, place) => drawNotes(place, id, notes, choices.isOwner))
}

function drawNotes(place, id, notes, isOwner) {
  if (!isOwner) return place.append(element('p', { class: 'notes' }, notes || t('No notes.')))
  const text = element('textarea', { name: 'notes', rows: 10, 'aria-describedby': 'notes-help' }, notes)
  const problem = element('p', { class: 'notice', role: 'alert', hidden: true })
  const save = element('button', {}, t('Save notes'))
  const form = element('form', { class: 'notes-form' }, element('label', {}, t('Notes for the team'), text),
    element('p', { class: 'quiet', id: 'notes-help' }, t('The partner never sees them.')), problem, element('p', { class: 'actions' }, save))
  form.addEventListener('submit', async event => {
    event.preventDefault()
    save.disabled = true
    try {
      await request(`partners/${id}`, {}, { method: 'PATCH', body: { notes: text.value } })
      problem.hidden = true
      toast(t('Saved'))
    } catch (error) {
      problem.textContent = t('Not saved. {problem}', { problem: error.message })
      problem.hidden = false
    } finally {
      save.disabled = false
    }
  })
  place.append(form)
}

const loadRisk = ({ code }) => loadInto(find('[data-risk]'), () => request('fraud/marks', { partner: code, state: 'all', from: '2000-01-01' }), drawRisk)

function drawRisk({ rows }, place) {
  if (!rows.length) return showEmpty(place, t('No marks'), t('The fraud rules have found nothing about this partner.'))
  const region = element('div', { class: 'tables' })
  place.append(region)
  const [table] = placeTables(region, [t('What the fraud rules found, newest first')])
  const { site, timezone } = document.body.dataset
  fillTable(table, [
    { label: t('When'), value: row => row.timestamp, format: instant => formatInstant(instant, timezone) },
    { label: t('Finding'), value: row => tc('fraud_rule', row.description), cell: row => element('span', {}, tc('fraud_rule', row.description), element('small', { class: 'under' }, row.says)) },
    { label: t('About'), value: row => row.subject_kind, cell: row => row.order_id || label('mark_subject', row.subject_kind), isWide: true },
    { label: t('Decision'), value: row => row.decision, cell: row => badge('decision', row.decision) },
    { label: t('Money'), value: row => row.value?.minor ?? null, cell: row => formatMoney(row.value), isFigure: true },
  ], rows)
  place.append(element('p', { class: 'actions' }, element('a', { href: `/fraud?site=${site}` }, t('Review marks under Risk'))))
}
