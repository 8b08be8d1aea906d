// Tabs that are panels of one page; the chosen one is kept in the address as `tab`.
//   <div class="tabs" role="tablist" aria-label="Partner" data-tabs>
//     <button role="tab" id="tab-links" aria-controls="links">Links</button> …
//   </div>
//   <section id="links" role="tabpanel" aria-labelledby="tab-links"> …
// `bindTabs(name => load(name))`: called with the panel's id at the start and at each choice. Arrow keys move.
// Tabs that are pages of their own are links: `macros.tabs(label, entries, current)`.
import { find } from './elements.js'

export function bindTabs(onChoose = () => {}) {
  const list = find('[data-tabs]')
  const tabs = [...list.querySelectorAll('[role=tab]')]
  const nameOf = tab => tab.getAttribute('aria-controls')
  const choose = chosen => {
    for (const tab of tabs) {
      tab.setAttribute('aria-selected', tab === chosen)
      tab.tabIndex = tab === chosen ? 0 : -1
      document.getElementById(nameOf(tab)).hidden = tab !== chosen
    }
    onChoose(nameOf(chosen))
  }
  const restore = () => choose(tabs.find(tab => nameOf(tab) === new URLSearchParams(location.search).get('tab')) ?? tabs[0])
  list.addEventListener('click', event => {
    const tab = event.target.closest('[role=tab]')
    if (!tab) return
    remember(tab === tabs[0] ? '' : nameOf(tab))
    choose(tab)
  })
  list.addEventListener('keydown', event => {
    const at = tabs.indexOf(document.activeElement)
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
    if (next === undefined || at < 0) return
    event.preventDefault()
    const tab = tabs[(next + tabs.length) % tabs.length]
    tab.focus()
    tab.click()
  })
  addEventListener('popstate', restore)
  restore()
}

function remember(name) {
  const address = new URLSearchParams(location.search)
  if (name) address.set('tab', name)
  else address.delete('tab')
  history.replaceState(null, '', `${location.pathname}${address.size ? '?' : ''}${address}${location.hash}`)
}
