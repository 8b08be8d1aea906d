// The last thirty minutes: how many people were there in each, and what happened last.
import { element, find } from './elements.js'
import { formatClock, formatCount, formatMoney } from './formats.js'
import { label, nameCountry } from './labels.js'
import { t, tn } from './texts.js'

const MINUTES = 30
const MINUTE_MS = 60000

export function drawLive({ minutes, latest }) {
  const first = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - (MINUTES - 1) * MINUTE_MS
  const shown = minutes.filter(({ start }) => Date.parse(start) >= first)
  const visitors = Array(MINUTES).fill(0)
  for (const minute of shown) visitors[Math.min(MINUTES - 1, (Date.parse(minute.start) - first) / MINUTE_MS)] += minute.visitors
  const sum = name => shown.reduce((total, minute) => total + minute[name], 0)
  const shownSum = name => ({ number: formatCount(sum(name)) })
  const parts = [
    tn('{number} click', '{number} clicks', sum('clicks'), shownSum('clicks')),
    tn('{number} lead', '{number} leads', sum('leads'), shownSum('leads')),
    tn('{number} sale', '{number} sales', sum('sales'), shownSum('sales')),
  ]
  find('[data-live-summary]').textContent = shown.length ? parts.join(' · ') : t('Nobody was in the shop.')
  const most = Math.max(1, ...visitors)
  const strip = find('[data-live]')
  strip.hidden = !shown.length
  strip.setAttribute('aria-label', t('Visitors in each of the last {minutes} minutes, {most} at most', { minutes: MINUTES, most: formatCount(most) }))
  strip.replaceChildren(...visitors.map(count => element('i', { style: { '--share': count / most } })))
  const events = latest.filter(({ timestamp }) => Date.parse(timestamp) >= first)
  find('[data-latest]').replaceChildren(...events.map(drawEvent))
}

function drawEvent({ type, timestamp, name, channel, country, order_id: order, value }) {
  const from = [name || (type === 'click' ? label('channel', channel) : order), country && nameCountry(country)].filter(Boolean).join(' · ')
  return element('li', {},
    element('span', {}, value ? `${label('event_type', type)} ${formatMoney(value)}` : label('event_type', type)),
    element('time', { datetime: timestamp }, formatClock(timestamp, document.body.dataset.timezone, 'short')),
    from ? element('span', { class: 'quiet' }, from) : null)
}
