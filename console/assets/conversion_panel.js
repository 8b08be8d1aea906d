// One conversion: what it is, why it was credited, what it pays, what the rules found, what happened to it.
import { request } from './api.js'
import { drawCommission } from './conversion_commission.js'
import { drawFraud } from './conversion_fraud.js'
import { drawHistory } from './conversion_history.js'
import { drawSummary, drawWhy } from './conversion_summary.js'
import { drawLead } from './lead_form.js'
import { element } from './elements.js'
import { label } from './labels.js'
import { loadInto } from './states.js'
import { t } from './texts.js'

/** Title and content of the drawer; `state.isChanged` is set by what is changed, `state.said` is said once. */
export function drawConversion(trace, state, onDecided) {
  const { conversion } = trace
  const { event_id: id, type, order_id: orderId } = conversion
  const said = state.said
  state.said = ''
  const history = element('div')
  const showHistory = () => loadInto(history, () => request(`conversions/${id}/history`), ({ rows }) => history.append(...drawHistory(rows)))
  const onSaved = () => {
    state.isChanged = true
    showHistory()
  }
  showHistory()
  return {
    title: `${label('event_type', type)}${orderId ? ` ${orderId}` : ''}`,
    content: [
      ...drawSummary(conversion),
      ...(type === 'lead' ? [section(t('Lead'), later(() => request(`leads/${id}`), lead => drawLead(lead, onSaved)))] : []),
      section(t('Why'), ...drawWhy(trace)),
      section(t('Commission'), later(async () => {
        const [lines, decisions] = await Promise.all([request('commissions', { event_id: id }), request('commissions/decisions', { event_id: id })])
        return { lines: lines.rows, decision: decisions.rows[0] }
      }, answer => drawCommission(answer, conversion))),
      section(t('Fraud'), ...drawFraud(trace, said, onDecided)),
      section(t('History'), history),
    ],
  }
}

/** A part of the drawer under its heading. */
const section = (title, ...nodes) => element('section', { class: 'part', 'aria-label': title }, element('h3', {}, title), ...nodes)

function later(load, draw) {
  const place = element('div')
  loadInto(place, load, answer => place.append(...draw(answer)))
  return place
}
