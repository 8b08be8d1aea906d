// Terms in words and money while they are written: sentences old beside new, a sample, the past under them.
import { request } from './api.js'
import { element, find } from './elements.js'
import { formatCount, formatInstant, formatMoney } from './formats.js'
import { moneyColumn } from './money_columns.js'
import { showLoading } from './states.js'
import { fillTable, placeTables } from './tables.js'
import { t } from './texts.js'

/** The sentences of terms as a list; those that `others` lack are marked. */
export function listSentences(sentences, others = null) {
  const isNew = sentence => others && !others.includes(sentence)
  return element('ul', { class: 'sentences' }, ...sentences.map(sentence =>
    element('li', {}, isNew(sentence) ? element('ins', {}, sentence) : sentence)))
}

export function drawWords(place, sentences, present) {
  const gone = present.filter(sentence => !sentences.includes(sentence))
  place.replaceChildren(listSentences(sentences, present.length ? present : null),
    gone.length ? element('div', {}, element('p', { class: 'quiet' }, t('No longer:')),
      element('ul', { class: 'sentences' }, ...gone.map(sentence => element('li', {}, element('del', {}, sentence))))) : '')
}

export function drawSample(place, sample) {
  const facts = [
    [t('The partner earns'), formatMoney(sample.commission)],
    ...sample.levels.map((level, at) => [t('Level {number} earns', { number: at + 2 }), formatMoney(level)]),
    ...(sample.customer_reward.minor ? [[t('The customer gets'), formatMoney(sample.customer_reward)]] : []),
    ...(sample.fee.minor ? [[t('Fee of a payout'), formatMoney(sample.fee)], [t('Reaches the partner'), formatMoney(sample.transfer)]] : []),
    [t('Pending until'), formatInstant(sample.due_at, document.body.dataset.timezone)],
    ...(sample.transfer.minor < sample.minimum.minor ? [[t('Paid out'), t('With more sales: payouts begin at {amount}', { amount: formatMoney(sample.minimum) })]] : []),
  ]
  place.replaceChildren(element('dl', { class: 'facts-list' }, ...facts.flatMap(([name, text]) => [element('dt', {}, name), element('dd', {}, text)])))
}

/** Runs until it is done or stopped; the figures are of the rules as they are when it begins. */
export function bindPreview(readBody) {
  const [start, stop, place, days] = ['[data-preview]', '[data-preview-stop]', '[data-preview-place]', '[data-preview-days]'].map(find)
  let controller = null
  stop.addEventListener('click', () => controller?.abort())
  start.addEventListener('click', async () => {
    controller = new AbortController()
    start.disabled = true
    stop.hidden = false
    showLoading(place)
    try {
      const body = { ...readBody(), days: Number(days.value) }
      drawPreview(place, await request('terms/preview', {}, { body, signal: controller.signal }))
    } catch (error) {
      place.replaceChildren(element('p', { class: error.name === 'AbortError' ? 'quiet' : 'notice', role: 'status' },
        error.name === 'AbortError' ? t('Stopped.') : error.message))
    } finally {
      start.disabled = false
      stop.hidden = true
    }
  })
}

function drawPreview(place, { rows, totals, conversions, is_cut: isCut, ...period }) {
  const timezone = document.body.dataset.timezone
  const values = { first: formatInstant(period.from, timezone), last: formatInstant(period.to, timezone), number: formatCount(conversions) }
  const text = isCut ? t('{first} to {last}: {number} leads and sales, only the newest of the period.', values) : t('{first} to {last}: {number} leads and sales.', values)
  place.replaceChildren(element('p', { class: 'quiet', role: 'status' }, text))
  if (!rows.length) return place.append(element('p', {}, t('Under both terms nobody would have earned anything in this time.')))
  place.append(element('ul', { class: 'sentences' }, ...totals.map(total =>
    element('li', {}, t('All partners: {present} under the present terms, {proposed} under these ({difference}).', { present: formatMoney(total.present), proposed: formatMoney(total.proposed), difference: sign(total.difference) })))))
  const region = element('div', {})
  place.append(region)
  const [table] = placeTables(region, [t('What each partner would have earned')])
  fillTable(table, [
    { label: t('Partner'), value: row => row.partner_name },
    { label: t('Leads and sales'), value: row => row.proposed_conversions, format: formatCount, isFigure: true, isWide: true },
    moneyColumn(t('Present terms'), row => row.present),
    moneyColumn(t('These terms'), row => row.proposed),
    { ...moneyColumn(t('Difference'), row => row.difference), cell: row => sign(row.difference) },
  ], rows)
}

const sign = money => (money.minor > 0 ? `+${formatMoney(money)}` : formatMoney(money))
