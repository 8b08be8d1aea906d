// What a row of an attribution report is called, and where its name leads.
import { element, find } from './elements.js'

export const chosenText = name => find(`[name=${name}]`).selectedOptions[0].text

/** `key` as the API names it; what has no name is called for what it lacks. */
export function nameKey(key, by) {
  const nobody = by === 'partner' ? 'No partner' : '(none)'
  return { unattributed: 'Unattributed', '(none)': nobody, '': nobody }[key] ?? key
}

/** The first column of a report whose rows are credits. */
export function creditColumn(by) {
  const name = row => row.label ?? nameKey(row.key, by)
  const link = row => (row.partner_id ? element('a', { href: addressOfPartner(row.partner_id) }, name(row)) : name(row))
  return { label: chosenText('by'), value: name, cell: link, total: 'Total' }
}

function addressOfPartner(id) {
  const kept = [...new URLSearchParams(location.search)].filter(([name]) => ['site', 'period', 'from', 'through', 'tz'].includes(name))
  return `/partners/${id}${kept.length ? `?${new URLSearchParams(kept)}` : ''}`
}
