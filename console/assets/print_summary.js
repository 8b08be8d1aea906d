// The chosen filters as text, for print, where the filters are hidden.
import { find } from './elements.js'
import { formatPeriod } from './formats.js'

export function drawPrintSummary(form, view) {
  const chosen = [...form.querySelectorAll('label')]
    .filter(label => !label.closest('[hidden]') && label.querySelector('select'))
    .map(label => `${label.firstChild.textContent.trim()}: ${label.querySelector('select').selectedOptions[0]?.text}`)
  const site = [...document.querySelectorAll('.sites option:checked')].map(option => option.text)
  find('[data-print-summary]').textContent = [...site, formatPeriod(view), view.tz, ...chosen].join(' · ')
}
