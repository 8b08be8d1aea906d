// Menus that open over the page: `<details data-menu><summary>…</summary><div class="menu-panel">…</div></details>`.
// Escape, a click elsewhere or another menu closes one; Escape returns the focus to its summary.
const listOpen = () => document.querySelectorAll('details[data-menu][open]')

export function bindMenus() {
  document.addEventListener('click', event => closeMenus(event.target.closest('details[data-menu]')))
  document.addEventListener('focusin', event => {
    const menu = event.target.closest('details[data-menu]')
    if (menu) closeMenus(menu)
  })
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return
    for (const menu of listOpen()) {
      menu.open = false
      if (menu.contains(document.activeElement)) menu.querySelector('summary').focus()
    }
  })
}

function closeMenus(except = null) {
  for (const menu of listOpen()) if (menu !== except) menu.open = false
}
