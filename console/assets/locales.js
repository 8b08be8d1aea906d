// The viewer's languages, for Intl: a browser may name one that is none ("C" of a system without a locale), and throws at it.
export const locales = navigator.languages.filter(isLanguage)

function isLanguage(tag) {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
