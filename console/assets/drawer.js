// A panel at the right side for one row of a list. Its address is `#name=id`, so that it can be linked; the back button
// and Escape close it, and the focus returns to what opened it.
//   const drawer = makeDrawer('order', { load: id => request(`orders/${id}`), draw: order => ({ title: order.name, content: [nodes] }) })
//   button.addEventListener('click', () => drawer.open(row.id))     or a plain link: href="#order=17"
//   drawer.reload()                                                 after a change
//   drawer.close()
// `draw` may return `actions` too: buttons that stand at the foot of the panel. Make each drawer of a page once.
import { element } from './elements.js'
import { loadInto } from './states.js'
import { t } from './texts.js'

export function makeDrawer(name, { load, draw, onClose = () => {} }) {
  const title = element('h2', { id: `drawer-${name}`, tabindex: -1 })
  const close = element('button', { type: 'button', class: 'plain', 'aria-label': t('Close') }, '×')
  const content = element('div', { class: 'drawer-content' })
  const actions = element('div', { class: 'drawer-actions' })
  const dialog = element('dialog', { class: 'drawer', 'aria-labelledby': title.id },
    element('div', { class: 'heading' }, title, close), content, actions)
  const state = { id: null }
  document.body.append(dialog)

  const reload = () => {
    const { id } = state
    return loadInto(content, () => load(id), answer => {
      // Another row was opened meanwhile.
      if (id !== state.id) return
      const { title: text, content: nodes, actions: buttons = [] } = draw(answer)
      title.textContent = text
      content.replaceChildren(...nodes)
      actions.replaceChildren(...buttons)
    })
  }
  const follow = () => {
    const id = readHash(name)
    if (id === state.id) return
    state.id = id
    if (id === null) return dialog.close()
    title.textContent = ' '
    content.replaceChildren()
    actions.replaceChildren()
    if (!dialog.open) dialog.showModal()
    reload()
  }
  const leave = () => {
    if (readHash(name) !== null) history.pushState(history.state, '', location.pathname + location.search)
    if (dialog.open) dialog.close()
  }
  close.addEventListener('click', leave)
  dialog.addEventListener('click', event => { if (event.target === dialog) leave() })
  dialog.addEventListener('close', () => {
    state.id = null
    leave()
    onClose()
  })
  addEventListener('hashchange', follow)
  addEventListener('popstate', follow)
  follow()
  return { open: id => { location.hash = `${name}=${encodeURIComponent(id)}` }, close: leave, reload }
}

function readHash(name) {
  const [key, id] = location.hash.slice(1).split('=')
  return key === name && id ? decodeURIComponent(id) : null
}
