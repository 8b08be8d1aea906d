// What stands where figures will be, for pages that do not use report.js, and for panels: one look everywhere.
//   showLoading(place)                          a skeleton
//   showEmpty(place, 'No links yet', 'Make the first one.', button)
//   showProblem(place, error, () => load())     what happened, and a button that tries again
// `loadInto(place, load, draw)` does all of it, and tries again by itself while the server does not answer.
import { element } from './elements.js'
import { t } from './texts.js'

const FIRST_RETRY_MS = 2000
const LONGEST_RETRY_MS = 30000

export function showLoading(place) {
  place.replaceChildren(element('div', { class: 'skeleton', role: 'status' },
    element('span', { class: 'sr' }, t('Loading')), element('i'), element('i'), element('i')))
}

export function showEmpty(place, title, text, ...actions) {
  place.replaceChildren(element('section', { class: 'empty' },
    element('h2', {}, title), element('p', {}, text), actions.length ? element('p', { class: 'actions' }, ...actions) : null))
}

export function showProblem(place, error, retry) {
  const button = element('button', { type: 'button', class: 'plain' }, t('Try again'))
  button.addEventListener('click', retry)
  place.replaceChildren(element('div', { class: 'notice problem' }, element('p', { role: 'alert' }, error.message), button))
}

/** The skeleton stands at the first load only; what is shown stays while `load()` runs again. */
export async function loadInto(place, load, draw, pauseMs = FIRST_RETRY_MS) {
  const again = () => loadInto(place, load, draw, Math.min(pauseMs * 2, LONGEST_RETRY_MS))
  clearTimeout(place.retryTimer)
  if (!place.children.length) showLoading(place)
  try {
    const answer = await load()
    place.replaceChildren()
    draw(answer, place)
  } catch (error) {
    showProblem(place, error, again)
    if (error.isTemporary) place.retryTimer = setTimeout(again, pauseMs)
  }
}
