// Copy buttons: any `<button data-copy="text">`, also in templates; `copyButton(text, 'Copy the link')` makes one.
import { element } from './elements.js'
import { t } from './texts.js'
import { toast } from './toast.js'

const CONFIRMED_MS = 1500

export function bindCopy() {
  document.addEventListener('click', event => {
    const button = event.target.closest?.('[data-copy]')
    if (button) copyText(button)
  })
}

/** `name` is read out, `label` is shown. */
export const copyButton = (text, name = t('Copy'), label = t('Copy')) =>
  element('button', { type: 'button', class: 'plain small', 'aria-label': name, data: { copy: text } }, label)

async function copyText(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy)
  } catch {
    return toast(t('The browser did not allow copying: select the text and copy it by hand'))
  }
  if (button.dataset.label) return
  button.dataset.label = button.textContent
  button.textContent = t('Copied')
  setTimeout(() => {
    button.textContent = button.dataset.label
    delete button.dataset.label
  }, CONFIRMED_MS)
  toast(t('Copied'))
}
