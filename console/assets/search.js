// Search over everything of the site, by Ctrl-K or the button at the top: pages at once, the rest from the API.
import { request } from './api.js'
import { element, find } from './elements.js'
import { formatInstant, formatMoney } from './formats.js'
import { label } from './labels.js'
import { t } from './texts.js'

const PAUSE_MS = 180
const kinds = { page: t('Pages'), order: t('Orders'), partner: t('Partners'), promo_code: t('Promo codes'), link: t('Links') }

export function bindSearch() {
  const opener = find('[data-search]')
  if (!opener) return
  const panel = makePanel()
  opener.addEventListener('click', panel.open)
  document.addEventListener('keydown', event => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return
    event.preventDefault()
    panel.open()
  })
}

function makePanel() {
  const input = element('input', {
    type: 'search', role: 'combobox', 'aria-label': t('Search'), 'aria-expanded': 'true', 'aria-controls': 'found',
    'aria-autocomplete': 'list', autocomplete: 'off', placeholder: t('A partner, an order, a code, a page'),
  })
  const list = element('ul', { id: 'found', role: 'listbox', 'aria-label': t('Found') })
  const status = element('p', { class: 'quiet', role: 'status' })
  const dialog = element('dialog', { class: 'search', 'aria-label': t('Search') }, input, list, status)
  const state = { timer: 0, controller: null }
  document.body.append(dialog)
  const show = (found, text) => {
    list.replaceChildren(...listOptions(found))
    choose(list, input, 0)
    status.textContent = text
  }
  const look = async () => {
    const text = input.value.trim()
    state.controller?.abort()
    state.controller = new AbortController()
    const pages = findPages(text)
    if (!text) return show(pages, '')
    try {
      const { rows } = await request('search', { q: text }, { signal: state.controller.signal })
      const found = [...pages, ...rows.map(describe)]
      show(found, found.length ? '' : t('Nothing has this name or code. Orders are found by their whole id.'))
    } catch (error) {
      if (error.name !== 'AbortError') show(pages, error.message)
    }
  }
  input.addEventListener('input', () => {
    clearTimeout(state.timer)
    show(findPages(input.value.trim()), '')
    state.timer = setTimeout(look, PAUSE_MS)
  })
  input.addEventListener('keydown', event => followKey(event, list, input))
  list.addEventListener('click', event => {
    const option = event.target.closest('[role=option]')
    if (option) open(option)
  })
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close() })
  return { open: () => {
    if (dialog.open) return
    input.value = ''
    show(findPages(''), '')
    dialog.showModal()
    input.focus()
  } }
}

function findPages(text) {
  const wanted = text.toLowerCase()
  return [...document.querySelectorAll('[data-sidebar] li a')]
    .map(link => ({ kind: 'page', title: link.querySelector('span').textContent, detail: '', address: link.href }))
    .filter(({ title }) => title.toLowerCase().includes(wanted))
}

function describe({ kind, id, title, detail, partner_id: partner, timestamp, value }) {
  const { site, timezone } = document.body.dataset
  if (kind !== 'order') return { kind, title, detail, address: `/partners/${partner}?site=${site}` }
  const money = value ? ` · ${formatMoney(value)}` : ''
  const what = `${label('event_type', detail)}${money} · ${formatInstant(timestamp, timezone)}`
  return { kind, title, detail: what, address: `/conversions?${new URLSearchParams({ site })}#conversion=${id}` }
}

function listOptions(found) {
  return found.map(({ kind, title, detail, address }, i) =>
    element('li', { role: 'option', id: `found-${i}`, data: { address } },
      element('span', { class: 'quiet kind' }, kind === found[i - 1]?.kind ? '' : kinds[kind]),
      element('span', {}, title, ' ', element('small', { class: 'quiet' }, detail))))
}

// The address may be of this very page, and open its drawer.
function open(option) {
  option.closest('dialog').close()
  location.assign(option.dataset.address)
}

function followKey(event, list, input) {
  const options = [...list.children]
  const at = options.findIndex(option => option.ariaSelected === 'true')
  if (event.key === 'Enter') {
    event.preventDefault()
    if (options[at]) open(options[at])
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || !options.length) return
  event.preventDefault()
  choose(list, input, (at + step + options.length) % options.length)
}

function choose(list, input, at) {
  [...list.children].forEach((option, i) => option.setAttribute('aria-selected', i === at))
  const chosen = list.children[at]
  if (!chosen) return input.removeAttribute('aria-activedescendant')
  input.setAttribute('aria-activedescendant', chosen.id)
  chosen.scrollIntoView({ block: 'nearest' })
}
