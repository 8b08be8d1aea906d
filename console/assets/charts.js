// A daily series as bars, drawn by the style sheet; pointer and arrow keys move along the days, and a table holds the
// same figures.
import { element } from './elements.js'
import { formatCount, formatDay } from './formats.js'
import { fillTable } from './tables.js'
import { t } from './texts.js'

const MAX_TICKS = 5
const MAX_NAMES = 6

/**
 * `days` as YYYY-MM-DD, one value a day; `format` writes a value, `formatTick` one of the scale, `colour` names a custom property. `before` are the
 * values of as many days before, shown as a mark across each bar.
 */
export function drawDays(figure, { title, label, days, values, before, format = formatCount, formatTick = format, colour = '--series-1' }) {
  const chosen = chosenIn(figure)
  figure.querySelector('figcaption').textContent = title
  figure.querySelector('.plot').setAttribute('aria-label', `${title}. ${summarise(days, values, format)} ${t('Use the arrow keys to move along the days.')}`)
  figure.style.setProperty('--series', `var(${colour})`)
  const ticks = listTicks(Math.max(0, ...values, ...before ?? []))
  figure.querySelector('.bars').replaceChildren(...values.map((value, i) => makeBar(value, before?.[i], ticks.at(-1))))
  figure.querySelector('.ticks').replaceChildren(...ticks.map(tick =>
    element('span', { style: { '--share': tick / ticks.at(-1) } }, formatTick(tick))))
  figure.querySelector('.names').replaceChildren(...nameDays(days))
  const describeDay = at => `${t('{day}: {amount} {figures}', { day: formatDay(days[at] ?? ''), amount: format(values[at]), figures: label.toLowerCase() })}${before?.[at] == null ? '' : `, ${t('before {amount}', { amount: format(before[at]) })}`}`
  const choose = at => chooseDay(figure, at, describeDay(at))
  bindDayKeys(figure, days.length, choose)
  if (chosen >= 0 && chosen < days.length) choose(chosen)
  fillTable(figure.querySelector('table'), [
    { label: t('Day'), value: row => row.day, format: formatDay },
    { label, value: row => row.value, format, isFigure: true },
    ...(before ? [{ label: t('Days before'), value: row => row.before, format, isFigure: true }] : []),
  ], days.map((day, i) => ({ day, value: values[i], before: before?.[i] ?? 0 })))
}

// A bar and its mark are as wide as the day.
function makeBar(value, before, most) {
  const bar = element('i', { style: { '--share': Math.max(0, value) / most } })
  if (before == null) return bar
  return element('span', { style: { '--before': Math.max(0, before) / most } }, bar)
}

/** From 0 in steps of 1, 2 or 5 times a power of ten, up to the first that is at least `most`. */
function listTicks(most) {
  const least = Math.max(1, most / (MAX_TICKS - 1))
  const power = 10 ** Math.floor(Math.log10(least))
  const step = [1, 2, 5, 10].find(times => times * power >= least) * power
  return Array.from({ length: Math.max(1, Math.ceil(most / step)) + 1 }, (_, i) => i * step)
}

function nameDays(days) {
  const every = Math.ceil(days.length / MAX_NAMES)
  return days.map((day, i) => (i % every ? null : element('span', { style: { '--at': (i + 0.5) / days.length } }, formatDay(day))))
    .filter(Boolean)
}

const barsOf = figure => [...figure.querySelectorAll('.bars i')]
const chosenIn = figure => barsOf(figure).findIndex(bar => bar.classList.contains('chosen'))

function chooseDay(figure, at, text) {
  barsOf(figure).forEach((bar, i) => bar.classList.toggle('chosen', i === at))
  figure.querySelector('.readout').textContent = text
}

function bindDayKeys(figure, length, choose) {
  const plot = figure.querySelector('.plot')
  plot.onkeydown = event => {
    const at = chosenIn(figure)
    const next = { ArrowRight: at + 1, ArrowLeft: at < 0 ? length - 1 : at - 1, Home: 0, End: length - 1 }[event.key]
    if (next === undefined || next < 0 || next >= length) return
    event.preventDefault()
    choose(next)
  }
  plot.onpointermove = event => {
    const { left, width } = figure.querySelector('.bars').getBoundingClientRect()
    const at = Math.floor((event.clientX - left) / width * length)
    if (at >= 0 && at < length) choose(at)
  }
}

function summarise(days, values, format) {
  if (!days.length) return t('No days.')
  const most = values.indexOf(Math.max(...values))
  return t('{first} to {last}, most on {day}: {amount}.', { first: formatDay(days[0]), last: formatDay(days.at(-1)), day: formatDay(days[most]), amount: format(values[most]) })
}
