// The five figures with their change and a small line each; the chosen one is in the chart, beside the days before.
import { drawDays } from './charts.js'
import { element, find } from './elements.js'
import { formatCount, formatMoney, formatPeriod, formatShortMoney } from './formats.js'
import { formatAll, findMoney, listCurrencies, withMinor } from './money.js'
import { describeChange } from './previous_period.js'
import { previousPeriod } from './periods.js'
import { sparkline } from './sparkline.js'
import { t } from './texts.js'

const metrics = [
  { name: 'revenue', label: t('Revenue'), daily: t('Revenue a day'), isMoney: true },
  { name: 'sales', label: t('Sales'), daily: t('Sales a day') },
  { name: 'leads', label: t('Leads'), daily: t('Leads a day') },
  { name: 'clicks', label: t('Clicks'), daily: t('Clicks a day') },
  { name: 'owed', label: t('Owed to partners'), daily: t('Owed to partners at the end of each day'), isMoney: true },
]

export function drawMetrics(answer, view, choose) {
  const chosen = metrics.find(({ name }) => name === view.metric) ?? metrics[0]
  const place = find('[data-metrics]')
  const hadFocus = place.contains(document.activeElement)
  place.replaceChildren(...metrics.map(metric => makeButton(metric, answer, metric === chosen, choose)))
  if (hadFocus) place.querySelector('[aria-pressed=true]').focus()
  drawChart(chosen, answer, view)
}

function makeButton(metric, answer, isChosen, choose) {
  const { totals, before, series } = answer
  const sample = findSample(metric, answer)
  const change = before && describeChange(valueOf(metric, totals, sample), valueOf(metric, before, sample))
  const button = element('button', { type: 'button', 'aria-pressed': String(isChosen), data: { metric: metric.name } },
    element('span', { class: 'name' }, metric.label),
    element('span', { class: 'value' }, metric.isMoney ? formatAll(totals[metric.name]) : formatCount(totals[metric.name])),
    element('span', { class: 'change' }, change ?? ''),
    sparkline(series.map(day => valueOf(metric, day, sample))))
  button.addEventListener('click', () => choose(metric.name))
  return button
}

function drawChart(metric, answer, view) {
  const { series, before_series: beforeSeries } = answer
  const sample = findSample(metric, answer)
  const writeMoney = write => value => write(sample && withMinor(sample, value))
  const [format, formatTick] = metric.isMoney ? [formatMoney, formatShortMoney].map(writeMoney) : [formatCount, formatCount]
  const before = beforeSeries && beforeSeries.map(day => valueOf(metric, day, sample))
  drawDays(find('#daily'), {
    title: beforeSeries ? t('{figures}, and {period}', { figures: metric.daily, period: formatPeriod(previousPeriod(view)) }) : metric.daily,
    label: metric.label,
    days: series.map(day => day.start.slice(0, 10)),
    values: series.map(day => valueOf(metric, day, sample)),
    before,
    format,
    formatTick,
  })
}

/** Of several currencies the chart shows the one with most revenue. */
function findSample({ name, isMoney }, { totals, before, series }) {
  if (!isMoney) return null
  const lists = [totals[name], before?.[name] ?? [], ...series.map(day => day[name])]
  const weight = sample => findMoney(totals[name], sample)?.minor ?? 0
  return listCurrencies(lists).sort((a, b) => weight(b) - weight(a))[0] ?? null
}

function valueOf({ name, isMoney }, figures, sample) {
  return isMoney ? (sample && findMoney(figures[name], sample)?.minor) || 0 : figures[name]
}
