// The words for every closed list that pages show, one place: `label('decision', 'hold')` is "Held for review".
//   label(list, value)    the word; a value that the list lacks is written without its underscores
//   listOptions(list)     [value, word] pairs for a select or dialog_form.js
//   nameCountry('DE'), nameCurrency('EUR')     in the reader's language
// The lists are in label_lists.js and label_lists_money.js; a test compares each with the Python enum that it is of.
import { lists as events } from './label_lists.js'
import { lists as money } from './label_lists_money.js'
import { locales } from './locales.js'
import { t, tc } from './texts.js'

const lists = { ...events, ...money }

export function label(list, value) {
  const word = lists[list]?.[value]
  return word ? tc(list, word) : word ?? humanise(value)
}

export const listOptions = list => Object.keys(lists[list]).map(value => [value, label(list, value)])

function humanise(value) {
  const text = String(value ?? '').replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const makeNamer = type => {
  const names = new Intl.DisplayNames(locales, { type, fallback: 'code' })
  return code => {
    try {
      return code ? names.of(code) : t('Unknown')
    } catch {
      // Not a code of this kind: an event may say anything.
      return code
    }
  }
}

export const nameCountry = makeNamer('region')
export const nameCurrency = makeNamer('currency')
