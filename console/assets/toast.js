// A short word on what was done, read out and gone after a while: `toast('Saved')`.
// A problem is no toast: it stays where it can be read, beside what it is about (see states.js, dialog_form.js).
import { element, find } from './elements.js'

const SHOWN_MS = 6000

export function toast(text) {
  const line = element('p', {}, text)
  find('[data-toasts]').append(line)
  setTimeout(() => line.remove(), SHOWN_MS)
}
