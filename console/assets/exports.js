// A report's rows as a file: by a link, or by a posted question whose answer is saved.
import { addressOf, fetchAnswer } from './api.js'
import { element } from './elements.js'

export function linkExports(path, parameters) {
  for (const link of document.querySelectorAll('[data-export]')) {
    link.href = addressOf(path, { ...parameters, format: link.dataset.export })
    link.onclick = null
  }
}

/** For a call that takes its question in a body, which no link can carry. */
export function saveExports(path, question) {
  for (const link of document.querySelectorAll('[data-export]')) {
    link.href = '#'
    link.onclick = event => {
      event.preventDefault()
      save(path, question, link.dataset.export)
    }
  }
}

async function save(path, question, format) {
  const answer = await fetchAnswer(path, { format }, { body: question })
  const address = URL.createObjectURL(await answer.blob())
  element('a', { href: address, download: `${path}.${format}` }).click()
  URL.revokeObjectURL(address)
}
