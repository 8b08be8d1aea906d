// A daily series as bars, in the page's colours; the keyboard walks the days, and the same figures stand in a table.
import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip } from 'chart.js'
import { formatCount, formatDay } from './formats.js'
import { fillTable } from './tables.js'

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip)

const dark = matchMedia('(prefers-color-scheme: dark)')
const drawn = new Map()

// On paper the page is light, whatever the screen was.
for (const query of [dark, matchMedia('print')]) {
  query.addEventListener('change', () => { for (const redraw of drawn.values()) redraw() })
}

/** `days` as YYYY-MM-DD, one value a day; `format` writes a value, `colour` names a custom property. */
export function drawDays(figure, { title, label, days, values, format = formatCount, colour = '--series-1' }) {
  figure.querySelector('figcaption').textContent = title
  const canvas = figure.querySelector('canvas')
  const draw = () => drawChart(canvas, { label, days, values, format, colour })
  canvas.setAttribute('role', 'img')
  canvas.setAttribute('aria-label', `${title}. ${summarise(days, values, format)} Arrow keys walk the days.`)
  drawn.set(canvas, draw)
  draw()
  canvas.onkeydown = event => walkDays(event, canvas, figure.querySelector('.readout'), { label, days, values, format })
  const rows = days.map((day, i) => ({ day, value: values[i] }))
  fillTable(figure.querySelector('table'), [
    { label: 'Day', value: row => row.day, format: formatDay },
    { label, value: row => row.value, format, isFigure: true },
  ], rows)
}

function drawChart(canvas, { label, days, values, format, colour }) {
  const styles = getComputedStyle(document.body)
  const of = name => styles.getPropertyValue(name).trim()
  const chart = Chart.getChart(canvas)
  const data = {
    labels: days.map(formatDay),
    datasets: [{ label, data: values, backgroundColor: of(colour), maxBarThickness: 36, categoryPercentage: 0.9, barPercentage: 0.9 }],
  }
  const options = chartOptions(of, styles.fontFamily, format)
  if (!chart) return new Chart(canvas, { type: 'bar', data, options })
  Object.assign(chart, { data, options })
  return chart.update('none')
}

function chartOptions(of, family, format) {
  const font = { family, size: 12 }
  const ticks = { color: of('--muted'), font, maxRotation: 0, autoSkipPadding: 16 }
  return {
    animation: false,
    maintainAspectRatio: false,
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: { ticks, grid: { display: false }, border: { color: of('--line') } },
      y: { ticks: { ...ticks, precision: 0, maxTicksLimit: 5, callback: value => format(value) }, beginAtZero: true, grid: { color: of('--grid') }, border: { display: false } },
    },
    plugins: {
      tooltip: {
        backgroundColor: of('--text'), titleColor: of('--ground'), bodyColor: of('--ground'), titleFont: font, bodyFont: font,
        displayColors: false, callbacks: { label: item => `${item.dataset.label}: ${format(item.raw)}` },
      },
    },
  }
}

function walkDays(event, canvas, readout, { label, days, values, format }) {
  const chart = Chart.getChart(canvas)
  const at = chart.tooltip?.getActiveElements()[0]?.index ?? -1
  const next = { ArrowRight: at + 1, ArrowLeft: at < 0 ? days.length - 1 : at - 1, Home: 0, End: days.length - 1 }[event.key]
  if (next === undefined || !days[next]) return
  event.preventDefault()
  const active = [{ datasetIndex: 0, index: next }]
  chart.setActiveElements(active)
  chart.tooltip.setActiveElements(active, { x: 0, y: 0 })
  chart.update('none')
  readout.textContent = `${formatDay(days[next])}: ${format(values[next])} ${label.toLowerCase()}`
}

function summarise(days, values, format) {
  if (!days.length) return 'No days.'
  const most = values.indexOf(Math.max(...values))
  return `${formatDay(days[0])} to ${formatDay(days.at(-1))}, most on ${formatDay(days[most])}: ${format(values[most])}.`
}
