// On every page: menus, navigation, search, the site switcher and the copy buttons.
import { bindCopy } from './copy.js'
import { bindMenus } from './menus.js'
import { bindNavigation } from './navigation.js'
import { bindSearch } from './search.js'

export function startShell() {
  bindMenus()
  bindNavigation()
  bindCopy()
  bindSearch()
  document.addEventListener('change', event => {
    if (event.target.matches('[data-submit]')) event.target.form.submit()
  })
}
