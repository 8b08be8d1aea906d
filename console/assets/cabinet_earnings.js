// Each sale of the partner, page by page; a panel says how its commission was computed.
import { request } from './api.js'
import { badge } from './badge.js'
import { formatDate } from './cabinet_parts.js'
import { drawSales, nameSale } from './cabinet_sales.js'
import { explainState, nameState } from './cabinet_words.js'
import { makeDrawer } from './drawer.js'
import { element, find } from './elements.js'
import { formatDecimal, formatMoney, formatShare } from './formats.js'
import { label } from './labels.js'
import { loadInto } from './states.js'
import { t } from './texts.js'

const AT_ONCE = 50

export function startCabinetEarnings() {
  const state = { rows: [], cursor: null }
  const more = find('[data-more]')
  const load = () => loadInto(find('[data-earnings]'), () => request('commissions', { limit: AT_ONCE, cursor: state.cursor }), (answer, place) => {
    state.rows.push(...answer.rows)
    state.cursor = answer.next_cursor
    more.hidden = !state.cursor
    drawSales(state.rows, place, id => `#sale=${encodeURIComponent(id)}`)
  })
  more.addEventListener('click', load)
  load()
  makeDrawer('sale', { load: id => request(`commissions/${encodeURIComponent(id)}/why`), draw: drawWhy })
}

function drawWhy(why) {
  const row = { ...why.commission, ruling: why.ruling, waits_for: why.waits_for }
  return {
    title: t('You earn {amount}', { amount: formatMoney(row.amount) }),
    content: [
      element('p', {}, badge('commission_state', row.state, { text: nameState(row) }), ` ${explainState(row, formatDate)}`),
      element('p', { class: 'quiet' }, nameSale(row)),
      ...drawComputation(why),
      ...drawCredit(why),
      ...drawHistory(why),
    ],
  }
}

function drawComputation({ shares, returned, cut }) {
  const lines = shares.map(({ rate_percent: rate, fixed, weight, total_weight: total }) => {
    const reward = fixed ? t('{amount} for a sale', { amount: formatMoney(fixed) }) : t('{rate} % of the sale', { rate: formatDecimal(rate) })
    return element('li', {}, weight === total ? `${reward}.` : t('{reward}, of which you have {share} because other clicks led to it as well.', { reward, share: formatShare(weight / total) }))
  })
  if (returned?.minor) lines.push(element('li', {}, t('Part of the order was refunded, which lowers it in proportion.')))
  if (cut?.minor) lines.push(element('li', {}, t('A limit of the program took {amount} away.', { amount: formatMoney(cut) })))
  return lines.length ? [element('h3', {}, t('How it is computed')), element('ul', {}, ...lines)] : []
}

function drawCredit({ touches, basis }) {
  if (!touches.length) return basis ? [element('h3', {}, t('Why it is yours')), element('p', {}, `${label('basis', basis)}.`)] : []
  const lines = touches.map(({ at }) => element('li', {}, t('A click on your link on {day}', { day: formatDate(at) })))
  return [element('h3', {}, t('Why it is yours')), element('ul', {}, ...lines)]
}

function drawHistory({ entries }) {
  const lines = entries.map(({ at, cause, amount, note }) =>
    element('li', {}, `${formatDate(at)}: ${label('ledger_cause', cause)}, ${formatMoney(amount)}${note ? ` (${note})` : ''}`))
  return lines.length ? [element('h3', {}, t('History')), element('ol', { class: 'history' }, ...lines)] : []
}
