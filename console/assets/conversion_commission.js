// What a conversion pays: each line with its state and why its money is there, or why nobody earns.
import { badge } from './badge.js'
import { explainLine, explainNobody } from './commission_words.js'
import { element } from './elements.js'
import { formatInstantDay, formatMoney } from './formats.js'
import { label } from './labels.js'
import { t } from './texts.js'

const formatDate = instant => formatInstantDay(instant, document.body.dataset.timezone)

export function drawCommission({ lines, decision }, conversion) {
  if (!lines.length) return [element('p', {}, explainNobody(decision, conversion))]
  return [element('ul', { class: 'lines' }, ...lines.map(drawLine))]
}

function drawLine(line) {
  const { partner_name: name, amount, kind, state } = line
  const what = kind === 'direct' ? '' : `, ${label('line_kind', kind.replace(/\d+$/, '')).toLowerCase()}`
  return element('li', {},
    element('span', { class: 'line' }, element('b', {}, `${name || t('The customer')}${what}`), ' ', badge('commission_state', state), ' ', element('span', { class: 'figure' }, formatMoney(amount))),
    element('span', { class: 'under' }, explainLine(line, formatDate)))
}
