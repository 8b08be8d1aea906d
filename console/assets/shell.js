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
  bindViews()
  document.addEventListener('change', event => {
    if (event.target.matches('[data-submit]')) event.target.form.submit()
  })
}

// Most who open a page open no view: the rest is loaded when the menu is.
function bindViews() {
  const menu = document.querySelector('[data-views]')
  menu?.addEventListener('toggle', () => {
    if (menu.open) import('./views.js').then(({ openViews }) => openViews(menu))
  })
}
