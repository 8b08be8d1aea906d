// What the partner's pages share: days in the site's zone, rows that open a panel, files fetched as the partner.
import { sendRequest } from './api.js'
import { element } from './elements.js'
import { locales } from './locales.js'

const zone = document.body.dataset.timezone

/** A day, like 12 March; the year only if it is not the current one. */
export function formatDate(instant) {
  const at = new Date(instant)
  const year = at.getFullYear() === new Date().getFullYear() ? undefined : 'numeric'
  return new Intl.DateTimeFormat(locales, { day: 'numeric', month: 'long', year, timeZone: zone }).format(at)
}

/** A month of `2026-05`. */
export function formatMonth(period) {
  return new Intl.DateTimeFormat(locales, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${period}-15T00:00Z`))
}

/** A list whose rows are name, figure and a line below: tables do not fit on a phone. */
export const makeList = (name, rows) => element('ul', { class: 'rows', 'aria-label': name }, ...rows.map(row => element('li', {}, row)))

/** Fetched with the page's own rights: a plain address would be read with those of another session of the browser. */
export async function downloadFile(path, parameters, name) {
  const content = await (await sendRequest(path, parameters)).blob()
  const address = URL.createObjectURL(content)
  const link = element('a', { href: address, download: name, hidden: true })
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(address), 60000)
}
