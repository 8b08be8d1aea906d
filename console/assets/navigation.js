// The navigation: the sheet with all pages on a phone.
import { find } from './elements.js'

export function bindNavigation() {
  const bar = find('[data-sidebar]')
  const more = find('[data-more-pages]')
  if (!bar || !more) return
  const setOpen = isOpen => {
    bar.toggleAttribute('data-open', isOpen)
    more.setAttribute('aria-expanded', isOpen)
  }
  more.addEventListener('click', () => setOpen(!bar.hasAttribute('data-open')))
  document.addEventListener('click', event => { if (!bar.contains(event.target)) setOpen(false) })
  bar.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return
    setOpen(false)
    more.focus()
  })
}
