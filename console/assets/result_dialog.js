// What came of an act, with links to copy: `openResult({ title, intro, links: [['Link', url, 'Help.']], content: [nodes], actions: [buttons] })`.
import { copyButton } from './copy.js'
import { element } from './elements.js'
import { t } from './texts.js'

export function openResult({ title, intro, links = [], content = [], actions = [], isLarge = false }) {
  const done = element('button', { type: 'button', class: actions.length ? 'plain' : null }, t('Close'))
  const dialog = element('dialog', { class: isLarge ? 'result' : 'form result', 'aria-label': title },
    element('h2', {}, title), intro ? element('p', {}, intro) : null,
    ...links.map(showLink), ...content, element('p', { class: 'actions' }, ...actions, done))
  done.addEventListener('click', () => dialog.close())
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  return dialog
}

function showLink([name, url, help]) {
  return element('div', { class: 'made-link' },
    element('b', {}, name), element('p', { class: 'made' }, element('code', {}, url), copyButton(url, t('Copy: {name}', { name }))),
    help ? element('p', { class: 'quiet' }, help) : null)
}
