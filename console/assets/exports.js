// A report's rows as a file: by a link, or by a POST request whose answer is saved.
import { makeUrl, sendRequest } from './api.js'
import { element } from './elements.js'

export function linkExports(path, parameters) {
  for (const link of document.querySelectorAll('[data-export]')) {
    link.href = makeUrl(path, { ...parameters, format: link.dataset.export })
    link.onclick = null
  }
}

/** For a call with a request body, which no link can carry. */
export function saveExports(path, body) {
  for (const link of document.querySelectorAll('[data-export]')) {
    link.href = '#'
    link.onclick = event => {
      event.preventDefault()
      save(path, body, link.dataset.export)
    }
  }
}

async function save(path, body, format) {
  const answer = await sendRequest(path, { format }, { body })
  const address = URL.createObjectURL(await answer.blob())
  element('a', { href: address, download: `${path}.${format === 'spreadsheet' ? 'csv' : format}` }).click()
  URL.revokeObjectURL(address)
}
