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
import { t, tc } from './texts.js'
import { toast } from './toast.js'

const PAGE = 50

export function startApplications() {
  const filter = find('[data-application-filter]')
  if (!filter) return
  const state = { rows: [], programs: new Map(JSON.parse(find('[data-applications]').dataset.programs)) }
  const { status } = filter.elements
  status.append(...listOptions('application_status').map(([value, text]) => element('option', { value }, text)), element('option', { value: 'all' }, t('All')))
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
    const text = t('Who applies on the public page of a program stands here. The page is switched on under Programs.')
    return showEmpty(place, status === 'open' ? t('No application waits') : t('No applications'), text)
  }
  place.append(element('ul', { class: 'applications' }, ...state.rows.map(row => describe(row, state))))
}

function describe(row, state) {
  const { timezone } = document.body.dataset
  const title = element('h2', {}, row.name, badge('application_status', row.status))
  return element('li', {}, title,
    element('p', { class: 'quiet' }, [state.programs.get(row.program_id) ?? t('Program {number}', { number: row.program_id }), formatInstant(row.created_at, timezone), nameSource(row.created_by)].join(' · ')),
    element('p', {}, element('a', { href: `mailto:${row.email}` }, row.email), row.website ? element('span', {}, ' · ', linkTo(row.website)) : null),
    row.known_partner_ids?.length && row.status === 'open' ? showKnown(row.known_partner_ids) : null,
    row.answers.length ? element('dl', { class: 'facts-list' }, ...row.answers.flatMap(({ question, answer }) => [element('dt', {}, question), element('dd', {}, answer || '–')])) : null,
    element('p', { class: 'quiet' }, row.terms_version === null ? t('There were no terms to accept.') : t('Accepted the terms of version {number} ({hash}).', { number: row.terms_version, hash: row.terms_hash.slice(0, 12) })),
    showOutcome(row, timezone),
    row.status === 'open' ? element('p', { class: 'actions' }, act(t('Accept'), t('Accept {name}', { name: row.name }), () => openAccept(row, state)), act(tc('application', 'Decline'), t('Decline {name}', { name: row.name }), () => openDecline(row, state), true)) : null)
}

const nameSource = createdBy => {
  const [kind, name] = createdBy.split(':')
  if (kind === 'key') return t('key {name}', { name })
  if (kind === 'member') return t('member {name}', { name })
  return kind === 'page' ? t('public page') : createdBy
}

// An address that somebody typed: only where it leads to a website, and without a word of where it was followed.
const linkTo = website => element('a', { href: /^https?:/i.test(website) ? website : null, rel: 'noopener noreferrer nofollow', target: '_blank' }, website)

const showKnown = ids => element('p', { class: 'notice' }, `${t('A partner has this address already:')} `,
  ...ids.flatMap((id, at) => [at ? ', ' : '', element('a', { href: makePageUrl(`/partners/${id}`) }, t('partner {number}', { number: id }))]))

function showOutcome(row, timezone) {
  if (row.status === 'open') return null
  const values = { outcome: label('application_status', row.status), time: formatInstant(row.decided_at, timezone) }
  const decided = row.decided_by === 'automatic' ? t('{outcome} {time}, by the program itself', values) : t('{outcome} {time}', values)
  const partner = row.partner_id ? element('a', { href: makePageUrl(`/partners/${row.partner_id}`) }, t('Open the partner')) : null
  return element('p', {}, `${decided}${row.reason ? `: ${row.reason}` : '.'} `, partner)
}

function act(text, name, onClick, isPlain = false) {
  const made = element('button', { type: 'button', class: isPlain ? 'plain' : null, 'aria-label': name }, text)
  made.addEventListener('click', onClick)
  return made
}

function openAccept(row, state) {
  openDialogForm({
    title: t('Accept {name}?', { name: row.name }), submit: t('Accept'),
    intro: sendsMail() ? t('{name} becomes a partner, and a sign-in link is mailed to {email}.', { name: row.name, email: row.email }) : t('{name} becomes a partner, and you get a sign-in link to send.', { name: row.name }),
    fields: [{ name: 'code', label: t('Code'), help: t('Stands in the partner’s links: ?ref=code. Left empty, it is made of the name.') }],
    path: `applications/${row.application_id}/decision`, makeBody: ({ code }) => ({ decision: 'accept', code: code.trim() }),
    onDone: made => {
      load(state)
      if (!made.sign_in_path) return toast(t('{name} is a partner now; the link is mailed', { name: row.name }))
      openResult({
        title: t('{name} is a partner now', { name: row.name }),
        links: [[t('Sign-in link'), cabinetOrigin + made.sign_in_path, t('Send it to {name} yourself. It opens once, within three days, and is not shown again.', { name: row.email })]],
      })
    },
  })
}

function openDecline(row, state) {
  openDialogForm({
    title: t('Decline {name}?', { name: row.name }), submit: tc('application', 'Decline'), isBad: true,
    fields: [{ name: 'reason', label: t('Reason'), type: 'textarea', isRequired: true, help: sendsMail() ? t('It is mailed to {email}.', { email: row.email }) : t('Nothing is mailed; it stays here.') }],
    path: `applications/${row.application_id}/decision`, makeBody: ({ reason }) => ({ decision: 'decline', reason }),
    onDone: () => {
      toast(t('{name} is declined', { name: row.name }))
      load(state)
    },
  })
}
