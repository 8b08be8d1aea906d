// What a site's tag and servers sent last, asked again every few seconds while the page is looked at.
import { request } from './api.js'
import { element } from './elements.js'
import { label } from './labels.js'
import { locales } from './locales.js'
import { t } from './texts.js'

const EVERY_MS = 2000
const seconds = new Intl.RelativeTimeFormat(locales, { numeric: 'always' })
const units = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]]

/** `draw(rows)` whenever there is an answer; returns what ends it. */
export function followEvents(siteId, parameters, draw) {
  let timer
  let isEnded = false
  const ask = async () => {
    try {
      if (!document.hidden) draw((await request(`sites/${siteId}/last-events`, parameters)).rows)
    } catch {
      // The next one may be answered; nothing here depends on it.
    }
    if (!isEnded) timer = setTimeout(ask, EVERY_MS)
  }
  ask()
  return () => {
    isEnded = true
    clearTimeout(timer)
  }
}

/** "Page view on shop.example/cart, 3 seconds ago". */
export function describeEvent(row) {
  const values = { event: label('event_type', row.type), age: describeAge(row.received_at) }
  return row.host ? t('{event} on {place}, {age}', { ...values, place: `${row.host}${row.path}` }) : t('{event} from your server, {age}', values)
}

export function describeAge(instant) {
  const age = Math.max(1, Math.round((Date.now() - new Date(instant)) / 1000))
  const [unit, size] = units.find(([, each]) => age >= each)
  return seconds.format(-Math.floor(age / size), unit)
}

export const seenLine = row => [element('span', { class: 'seen', 'aria-hidden': 'true' }), ` ${t('Seen: {event}', { event: describeEvent(row) })}`]
