// The queue of applications: who wants to become a partner; each is accepted, or declined with a reason.
import { cabinetOrigin } from './cabinet_origin.js'
import { request } from './api.js'
import { badge } from './badge.js'
import { openDialogForm } from './dialog_form.js'
import { element, find, sendsMail } from './elements.js'
import { formatInstant } from './formats.js'
import { label, listOptions } from './labels.js'
import { makePageUrl } from './page_links.js'
import { openResult } from './result_dialog.js'
import { loadInto, showEmpty } from './states.js'
import { toast } from './toast.js'

const PAGE = 50

export function startApplications() {
  const filter = find('[data-application-filter]')
  if (!filter) return
  const state = { rows: [], programs: new Map(JSON.parse(find('[data-applications]').dataset.programs)) }
  const { status } = filter.elements
  status.append(...listOptions('application_status').map(([value, text]) => element('option', { value }, text)), element('option', { value: 'all' }, 'All'))
  status.value = new URLSearchParams(location.search).get('status') ?? 'open'
  if (!status.value) status.value = 'open'
  filter.addEventListener('change', () => {
    remember(status.value)
    load(state)
  })
  find('[data-more]').addEventListener('click', () => load(state, find('[data-more]').dataset.cursor))
  load(state)
}

function remember(status) {
  const address = new URLSearchParams(location.search)
  if (status === 'open') address.delete('status')
  else address.set('status', status)
  history.replaceState(null, '', `${location.pathname}?${address}`)
}

function load(state, cursor) {
  const { value } = find('[data-application-filter]').elements.status
  const parameters = { limit: PAGE, cursor, application_status: value === 'all' ? '' : value }
  return loadInto(find('[data-applications]'), () => request('applications', parameters), (answer, place) => {
    state.rows = cursor ? [...state.rows, ...answer.rows] : answer.rows
    find('[data-more]').hidden = !answer.next_cursor
    find('[data-more]').dataset.cursor = answer.next_cursor ?? ''
    draw(place, state, value)
  })
}

function draw(place, state, status) {
  if (!state.rows.length) {
    const text = 'Who applies on the public page of a program stands here. The page is switched on under Programs.'
    return showEmpty(place, status === 'open' ? 'No application waits' : 'No applications', text)
  }
  place.append(element('ul', { class: 'applications' }, ...state.rows.map(row => describe(row, state))))
}

function describe(row, state) {
  const { timezone } = document.body.dataset
  const title = element('h2', {}, row.name, badge('application_status', row.status))
  return element('li', {}, title,
    element('p', { class: 'quiet' }, [state.programs.get(row.program_id) ?? `Program ${row.program_id}`, formatInstant(row.created_at, timezone), row.created_by === 'page' ? 'public page' : row.created_by.replace(':', ' ')].join(' · ')),
    element('p', {}, element('a', { href: `mailto:${row.email}` }, row.email), row.website ? element('span', {}, ' · ', linkTo(row.website)) : null),
    row.known_partner_ids?.length && row.status === 'open' ? showKnown(row.known_partner_ids) : null,
    row.answers.length ? element('dl', { class: 'facts-list' }, ...row.answers.flatMap(({ question, answer }) => [element('dt', {}, question), element('dd', {}, answer || '–')])) : null,
    element('p', { class: 'quiet' }, row.terms_version === null ? 'There were no terms to accept.' : `Accepted the terms of version ${row.terms_version} (${row.terms_hash.slice(0, 12)}).`),
    showOutcome(row, timezone),
    row.status === 'open' ? element('p', { class: 'actions' }, act('Accept', row, () => openAccept(row, state)), act('Decline', row, () => openDecline(row, state), true)) : null)
}

// An address that somebody typed: only where it leads to a website, and without a word of where it was followed.
const linkTo = website => element('a', { href: /^https?:/i.test(website) ? website : null, rel: 'noopener noreferrer nofollow', target: '_blank' }, website)

const showKnown = ids => element('p', { class: 'notice' }, 'A partner has this address already: ',
  ...ids.flatMap((id, at) => [at ? ', ' : '', element('a', { href: makePageUrl(`/partners/${id}`) }, `partner ${id}`)]))

function showOutcome(row, timezone) {
  if (row.status === 'open') return null
  const when = `${label('application_status', row.status)} ${formatInstant(row.decided_at, timezone)}`
  const who = row.decided_by === 'automatic' ? ', by the program itself' : ''
  const partner = row.partner_id ? element('a', { href: makePageUrl(`/partners/${row.partner_id}`) }, 'Open the partner') : null
  return element('p', {}, `${when}${who}${row.reason ? `: ${row.reason}` : '.'} `, partner)
}

function act(text, row, onClick, isPlain = false) {
  const made = element('button', { type: 'button', class: isPlain ? 'plain' : null, 'aria-label': `${text} ${row.name}` }, text)
  made.addEventListener('click', onClick)
  return made
}

function openAccept(row, state) {
  openDialogForm({
    title: `Accept ${row.name}?`, submit: 'Accept',
    intro: `${row.name} becomes a partner${sendsMail() ? `, and a sign-in link is mailed to ${row.email}` : ', and you get a sign-in link to send'}.`,
    fields: [{ name: 'code', label: 'Code', help: 'Stands in the partner’s links: ?ref=code. Left empty, it is made of the name.' }],
    path: `applications/${row.application_id}/decision`, makeBody: ({ code }) => ({ decision: 'accept', code: code.trim() }),
    onDone: made => {
      load(state)
      if (!made.sign_in_path) return toast(`${row.name} is a partner now; the link is mailed`)
      openResult({
        title: `${row.name} is a partner now`,
        links: [['Sign-in link', cabinetOrigin + made.sign_in_path, `Send it to ${row.email} yourself. It opens once, within three days, and is not shown again.`]],
      })
    },
  })
}

function openDecline(row, state) {
  openDialogForm({
    title: `Decline ${row.name}?`, submit: 'Decline', isBad: true,
    fields: [{ name: 'reason', label: 'Reason', type: 'textarea', isRequired: true, help: sendsMail() ? `It is mailed to ${row.email}.` : 'Nothing is mailed; it stays here.' }],
    path: `applications/${row.application_id}/decision`, makeBody: ({ reason }) => ({ decision: 'decline', reason }),
    onDone: () => {
      toast(`${row.name} is declined`)
      load(state)
    },
  })
}
