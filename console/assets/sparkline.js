// A series as a small line without axes; what it says stands in words beside it.
const WIDTH = 100
const HEIGHT = 24

export function sparkline(values) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`)
  svg.setAttribute('preserveAspectRatio', 'none')
  svg.setAttribute('class', 'spark')
  svg.setAttribute('aria-hidden', 'true')
  const line = document.createElementNS(svg.namespaceURI, 'polyline')
  const least = Math.min(0, ...values)
  const range = Math.max(...values, 0) - least || 1
  const points = values.map((value, i) =>
    `${(i / Math.max(1, values.length - 1) * WIDTH).toFixed(1)},${(HEIGHT - (value - least) / range * HEIGHT).toFixed(1)}`)
  line.setAttribute('points', points.join(' '))
  line.setAttribute('vector-effect', 'non-scaling-stroke')
  svg.append(line)
  return svg
}
