// The payment files of an approved run, one part after the other.
import { sendRequest } from './api.js'
import { element, find } from './elements.js'
import { label } from './labels.js'
import { t, tn } from './texts.js'
import { toast } from './toast.js'

// Which file carries which kind of payout method, the likeliest first.
const FITTING = { iban: 'sepa', pl_account: 'elixir', ru_account: 'client_bank', paypal: 'paypal', wise: 'wise', other: 'csv' }

export function makeFiles(page, { items }) {
  const formats = find('[data-run]').dataset.formats.split(' ')
  const waiting = items.find(item => ['reserved', 'posted'].includes(item.state))
  const chosen = waiting?.file || FITTING[waiting?.method_kind] || 'csv'
  const choice = element('select', {}, ...formats.map(format => element('option', { value: format, selected: format === chosen }, label('file_format', format))))
  const button = element('button', { type: 'button', data: { 'makeFile': '' } }, t('Download the file'))
  const problem = element('p', { class: 'notice', role: 'alert', hidden: true })
  button.addEventListener('click', async () => {
    problem.hidden = true
    button.disabled = true
    try {
      const left = await downloadAll(page, choice.value)
      toast(left ? tn('Downloaded. {number} payment is of another kind: make its file, too', 'Downloaded. {number} payments are of another kind: make their file, too', left) : t('Downloaded'))
      page.reload()
    } catch (error) {
      problem.textContent = error.message
      problem.hidden = false
      button.disabled = false
    }
  })
  return element('section', { class: 'card', 'aria-label': t('File') }, element('h3', {}, t('File for the bank')),
    element('p', { class: 'quiet' }, t('Payments leave in the files of one form. The same form gives the same bytes again, so a file that got lost is downloaded again.')),
    element('p', { class: 'actions' }, element('label', {}, t('Form'), choice), button), problem)
}

/** Saves every part; how many payments are in no file of this form. */
async function downloadAll(page, format) {
  let left = 0
  for (let part = 1, parts = 1; part <= parts; part++) {
    const response = await sendRequest(`${page.path}/file`, { format, part })
    parts = Number(response.headers.get('X-PRM-Files')) || 1
    left = Number(response.headers.get('X-PRM-Left-Out')) || 0
    saveFile(await response.blob(), nameOf(response) ?? `payout-${page.id}-${part}`)
  }
  return left
}

const nameOf = response => /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1]

function saveFile(content, name) {
  const link = element('a', { href: URL.createObjectURL(content), download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60000)
}
