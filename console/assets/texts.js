// What people read, in the language of the page; English texts are the keys, and stay where a catalogue lacks one.
//   t('Copied')    t('until {day}', { day })                             the values are filled in as they are
//   tn('{number} click', '{number} clicks', 3)                            in the form that the number needs
//   tn('{number} sale', '{number} sales', 1.5, { number: '1,50' })        as it is written
//   tc('ledger_cause', 'Paid')                                            a word that means something else elsewhere
// `make texts` finds the texts in these calls, so they stand there as literals.
import { language } from './locales.js'

// Set by a script of the page's language, which runs before; of English there is none.
const texts = globalThis.prmTexts ?? {}
// As the catalogues of Polish and Russian count their forms. Fractions: 1,5 sprzedaży, 1,5 клика.
const forms = { one: 0, few: 1, many: 2, other: language === 'ru' ? 1 : 2 }
const rules = new Intl.PluralRules(language)

export const t = (text, values) => fill(texts[text] ?? text, values)

export function tn(one, other, number, values) {
  const category = rules.select(number)
  const text = texts[one]?.[forms[category]] ?? (category === 'one' ? one : other)
  return fill(text, { number, ...values })
}

export const tc = (context, text) => texts[`${context}\u0004${text}`] ?? text

const fill = (text, values) => (values ? text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole) : text)
