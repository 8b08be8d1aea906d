// What was chosen, in words: on paper the filters are gone, and the figures must still say what they are.
import { find } from './elements.js'
import { formatPeriod } from './formats.js'

export function drawShown(form, view) {
  const chosen = [...form.querySelectorAll('label')]
    .filter(label => !label.closest('[hidden]') && label.querySelector('select') && !label.querySelector('[name=period], [name=tz]'))
    .map(label => `${label.firstChild.textContent.trim()}: ${label.querySelector('select').selectedOptions[0]?.text}`)
  const site = [...document.querySelectorAll('.sites option:checked')].map(option => option.text)
  find('[data-shown]').textContent = [...site, formatPeriod(view), view.tz, ...chosen].join(' · ')
}
