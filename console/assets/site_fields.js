// Fields of sites and of the account: hosts as text, currencies and time zones in the reader's language.
import { nameCurrency } from './labels.js'
import { element } from './elements.js'

// People paste addresses; ports are no part of hosts.
export const parseHosts = text => text.split(/[\s,]+/).map(each => each.replace(/^https?:\/\//i, '').replace(/[/?#].*$/, '').replace(/^([^:]+):\d+$/, '$1')).filter(Boolean)

export function fillCurrencies(select, chosen) {
  const codes = withChosen(Intl.supportedValuesOf('currency'), chosen)
  select.append(...codes.map(code => option(code, `${code} · ${nameCurrency(code)}`, chosen)))
}

export function fillTimezones(select, chosen) {
  const zones = withChosen(['UTC', ...Intl.supportedValuesOf('timeZone')], chosen)
  select.append(...zones.map(zone => option(zone, zone.replaceAll('_', ' '), chosen)))
}

export const ownTimezone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

// A browser's own list may lack a name that the site has.
const withChosen = (values, chosen) => [...new Set(chosen ? [chosen, ...values] : values)].sort()

const option = (value, text, chosen) => element('option', { value, selected: value === chosen }, text)
