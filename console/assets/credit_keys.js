// The name of a row in an attribution report, and its link.
import { element, find } from './elements.js'
import { label, nameCountry } from './labels.js'
import { t } from './texts.js'

export const chosenText = name => find(`[name=${name}]`).selectedOptions[0].text

/** `key` is the API's; an empty one gets a label. */
export function nameKey(key, by) {
  const none = by === 'partner' ? t('No partner') : t('(none)')
  const own = {
    '': none, '(none)': none, '(direct)': label('channel', 'direct'), unattributed: t('Without a click'),
    '(inactive partner)': t('Inactive partners'), '(kept customer)': t('Kept customers'),
  }
  return Object.hasOwn(own, key) ? own[key] : nameValue(key, by)
}

/** A channel, a country or a device in words; anything else as it was recorded. */
export function nameValue(key, by) {
  if (by === 'country') return nameCountry(key)
  return by === 'channel' || by === 'device' ? label(by, key) : key
}

/** The first column of a report whose rows are credits. */
export function creditColumn(by) {
  const name = row => row.label ?? nameKey(row.key, by)
  const link = row => (row.partner_id ? element('a', { href: addressOfPartner(row.partner_id) }, name(row)) : name(row))
  return { label: chosenText('by'), value: name, cell: link, total: t('Total') }
}

function addressOfPartner(id) {
  const kept = [...new URLSearchParams(location.search)].filter(([name]) => ['site', 'period', 'from', 'through', 'compare'].includes(name))
  return `/partners/${id}${kept.length ? `?${new URLSearchParams(kept)}` : ''}`
}
