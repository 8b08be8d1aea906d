// The partner's links: made for any page of the shop, with their figures; archived.
import { request } from './api.js'
import { makeList } from './cabinet_parts.js'
import { copyButton } from './copy.js'
import { confirmAct } from './dialog_form.js'
import { element, find } from './elements.js'
import { formatCount } from './formats.js'
import { loadInto, showEmpty } from './states.js'
import { t, tn } from './texts.js'
import { toast } from './toast.js'

const DAYS = 90

export function startCabinetLinks() {
  const place = find('[data-links]')
  const load = () => loadInto(place, loadLinks, rows => drawLinks(rows, place, load))
  bindForm(load)
  load()
}

const addressOf = code => `${document.body.dataset.tracker}/r/${code}`

async function loadLinks() {
  const from = new Date(Date.now() - DAYS * 864e5).toISOString().slice(0, 10)
  const [links, figures] = await Promise.all([request('links'), loadFigures(from)])
  return links.rows.map(link => ({ ...link, ...figures.get(link.code) })).reverse()
}

async function loadFigures(from) {
  const { rows } = await request('links/stats', { from })
  return new Map(rows.map(({ code, clicks, sales }) => [code, { clicks, sales }]))
}

function bindForm(load) {
  const form = find('[data-make-link]')
  const problem = find('#make-link-problem')
  form.addEventListener('submit', async event => {
    event.preventDefault()
    problem.hidden = true
    const { destination, sub_id: subId } = form.elements
    destination.removeAttribute('aria-invalid')
    try {
      checkHost(destination.value.trim(), form.dataset.hosts.split(' '))
      const made = await request('links', {}, { body: { destination: destination.value.trim(), sub_id: subId.value.trim() } })
      form.reset()
      drawMade(made)
      load()
    } catch (error) {
      problem.textContent = error.field === 'destination' ? t('This page cannot be linked to: {reason}.', { reason: error.message }) : error.message
      problem.hidden = false
      const control = form.elements[error.field] ?? destination
      control.setAttribute('aria-invalid', true)
      control.focus()
    }
  })
}

// The registry decides; this only spares the way there.
function checkHost(address, hosts) {
  const { host, hostname: name } = URL.canParse(address) ? new URL(address) : { host: '', hostname: '' }
  const isCovered = hosts.some(each => (each.startsWith('*.') ? name.endsWith(each.slice(1)) : each === host || each === name))
  if (!isCovered) throw Object.assign(new Error(t('it is not a page of {hosts}', { hosts: hosts.join(', ') })), { field: 'destination' })
}

function drawMade({ code }) {
  const address = addressOf(code)
  find('[data-made-link]').replaceChildren(element('p', { class: 'notice good' }, `${t('Your link:')} `, element('a', { href: address }, address), ' ', copyButton(address, t('Copy the new link'))))
}

function drawLinks(rows, place, load) {
  if (!rows.length) return showEmpty(place, t('No links yet'), t('Paste the address of a page of the shop above: you get a short link that leads there and counts as yours.'))
  place.replaceChildren(makeList(t('Links'), rows.map(row => drawLink(row, load))))
}

function drawLink(row, load) {
  const address = addressOf(row.code)
  const archive = element('button', { type: 'button', class: 'plain small', 'aria-label': t('Archive {address}', { address }) }, t('Archive'))
  archive.addEventListener('click', () => confirmAct({
    title: t('Archive this link?'), intro: t('It stops working at once and cannot be brought back. What it earned stays yours.'), submit: t('Archive'),
    act: () => request(`links/${row.link_id}`, {}, { method: 'DELETE' }),
    onDone: () => { toast(t('Archived')); load() },
  }))
  const [clicks, sales] = [row.clicks ?? 0, row.sales ?? 0]
  const figures = [
    tn('{number} click', '{number} clicks', clicks, { number: formatCount(clicks) }),
    tn('{number} sale', '{number} sales', sales, { number: formatCount(sales) }),
  ].join(' · ')
  return element('div', { class: 'row' },
    element('a', { class: 'row-name', href: address }, address),
    element('span', { class: 'row-figure' }, figures),
    element('span', { class: 'row-note' }, `${row.destination}${row.sub_id ? ` · ${row.sub_id}` : ''}`),
    element('span', { class: 'row-acts' }, copyButton(address, t('Copy {address}', { address })), archive))
}
