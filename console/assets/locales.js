// The language of the page, and the viewer's locales of it, for Intl.
export const language = document.documentElement.lang || 'en'

// A browser may name a language that is none ("C" of a system without a locale), at which Intl throws.
const own = navigator.languages.filter(tag => isLanguage(tag) && tag.split('-')[0].toLowerCase() === language)

/** British English for who reads English as in Britain; else the language alone. */
export const locales = own.length ? own : [language]

function isLanguage(tag) {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
