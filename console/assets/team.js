// Who has access to the site: owners invite, change roles, sign out and remove; others only see the list.
import { request } from './api.js'
import { element, find } from './elements.js'
import { formatInstant } from './formats.js'
import { label, listOptions } from './labels.js'
import { fillTable } from './tables.js'
import { t, tc } from './texts.js'

export async function startTeam() {
  const { owner, email } = find('[data-team]').dataset
  const isOwner = owner !== undefined
  if (isOwner) find('[data-invite]').addEventListener('submit', invite)
  await act(() => draw(isOwner, email))
}

async function draw(isOwner, email) {
  const { rows } = await request('members', {})
  fillTable(find('#members'), isOwner ? ownersColumns(email) : othersColumns(email), rows)
  if (isOwner) await drawInvitations()
}

const othersColumns = email => [
  { label: t('E-mail'), value: row => row.email, cell: row => nameOf(row, email) },
  { label: t('Role'), value: row => label('role', row.role) },
]

const ownersColumns = email => [
  othersColumns(email)[0],
  { label: t('Role'), value: row => row.role, cell: row => roleChoice(row, email) },
  { label: t('Second factor'), value: row => (row.has_second_factor ? tc('second_factor', 'on') : tc('second_factor', 'off')), isWide: true },
  { label: t('Sessions'), value: row => row.sessions, isFigure: true, isWide: true },
  { label: '', cell: row => element('span', { class: 'row-actions' }, signOutButton(row, email), removeButton(row, email)) },
]

async function drawInvitations() {
  const { rows } = await request('invitations', {})
  find('[data-invitations]').hidden = rows.length === 0
  fillTable(find('#invitations'), [
    { label: t('E-mail'), value: row => row.email },
    { label: t('Role'), value: row => label('role', row.role) },
    { label: t('Until'), value: row => row.expires_at, cell: row => formatInstant(row.expires_at), isWide: true },
    { label: '', cell: withdrawButton },
  ], rows)
}

const nameOf = (row, email) => (row.email === email ? t('{email} (you)', { email: row.email }) : row.email)

function roleChoice(row, email) {
  const options = listOptions('role').map(([role, text]) => element('option', { value: role, selected: role === row.role }, text))
  const choice = element('select', { 'aria-label': t('Role of {email}', { email: row.email }) }, ...options)
  choice.addEventListener('change', async () => {
    const isDone = await act(() => request(`members/${row.member_id}`, {}, { method: 'PATCH', body: { role: choice.value } }),
      t('{email} is {role} now', { email: row.email, role: label('role', choice.value).toLowerCase() }))
    if (!isDone) choice.value = row.role
    else if (row.email === email) location.reload()
    else row.role = choice.value
  })
  return choice
}

function signOutButton(row, email) {
  return button(tc('member', 'Sign out'), t('Sign out {email}', { email: row.email }), async () => {
    const isDone = await act(() => request(`members/${row.member_id}/sessions`, {}, { method: 'DELETE' }), t('{email} is signed out everywhere', { email: row.email }))
    if (isDone && row.email === email) location.assign('/sign-in')
    else if (isDone) await act(() => draw(true, email))
  })
}

function removeButton(row, email) {
  return button(t('Remove'), t('Remove {name}', { name: row.email }), async () => {
    if (!confirm(t('{email} will have no access to this site any more. Remove?', { email: row.email }))) return
    const isDone = await act(() => request(`members/${row.member_id}`, {}, { method: 'DELETE' }), t('{email} has no access any more', { email: row.email }))
    if (isDone && row.email === email) location.assign('/')
    else if (isDone) await act(() => draw(true, email))
  })
}

function withdrawButton(row) {
  return button(t('Withdraw'), t('Withdraw the invitation of {email}', { email: row.email }), async () => {
    const isDone = await act(() => request(`invitations/${row.invitation_id}`, {}, { method: 'DELETE' }), t('The invitation of {email} is withdrawn', { email: row.email }))
    if (!isDone) return
    find('[data-made]').hidden = true
    await act(drawInvitations)
  })
}

function button(label, name, onClick) {
  const made = element('button', { type: 'button', class: 'link', 'aria-label': name }, label)
  made.addEventListener('click', onClick)
  return made
}

async function invite(event) {
  event.preventDefault()
  const { email, role, mail } = event.target.elements
  const body = { email: email.value, role: role.value, ...(mail && { mail: mail.checked }) }
  await act(async () => {
    const made = await request('invitations', {}, { body })
    find('[data-made]').hidden = !made.path
    if (made.path) showLink(made)
    email.value = ''
    await drawInvitations()
  }, body.mail ? t('The link is mailed to {email}', { email: body.email }) : '')
}

function showLink({ email, path }) {
  const link = location.origin + path
  find('[data-made-for]').textContent = email
  find('[data-made-link]').textContent = link
  find('[data-made] [data-copy]').dataset.copy = link
}

// Whether it was done; else the page says why not.
async function act(call, done = '') {
  const problem = find('[data-problem]')
  problem.hidden = true
  try {
    await call()
    if (done) find('[data-done]').textContent = done
    return true
  } catch (error) {
    find('[data-done]').textContent = ''
    problem.textContent = error.message
    problem.hidden = false
    problem.scrollIntoView({ block: 'nearest' })
    return false
  }
}
