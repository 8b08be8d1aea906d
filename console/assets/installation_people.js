// The installation: everybody with a login, where they have access, and what an administrator does about it.
import { request } from './api.js'
import { confirmAct, openDialogForm } from './dialog_form.js'
import { element, find } from './elements.js'
import { label, listOptions } from './labels.js'
import { drawRows } from './row_table.js'
import { loadInto } from './states.js'
import { toast } from './toast.js'

export const startInstallationPeople = () => load()

const load = () => loadInto(find('[data-rows]'), () => request('installation/people'), ({ rows }, place) => drawRows(place, 'People', [
  { label: 'E-mail', value: row => row.email, cell: row => `${row.email}${row.archived_at ? ' (archived)' : ''}` },
  { label: 'Sites', value: row => row.sites.map(site => `${site.name} (${label('role', site.role)})`).join(', ') || 'None' },
  { label: 'Administrator', value: row => (row.is_administrator ? 'Yes' : 'No') },
  { label: 'Second factor', value: row => (row.has_second_factor ? 'On' : 'Off'), isWide: true },
  { label: 'Sessions', value: row => row.sessions, isFigure: true, isWide: true },
  { label: '', cell: row => (row.archived_at ? '' : element('span', { class: 'row-actions' }, ...actionsOf(row))) },
], rows))

const actionsOf = row => [
  actButton('Access', row, () => openAccess(row)),
  actButton(row.is_administrator ? 'No administrator' : 'Administrator', row, () => ask(row, {
    title: row.is_administrator ? `${row.email} is no administrator any more?` : `Make ${row.email} an administrator?`,
    intro: row.is_administrator ? 'Access to sites stays.' : 'An administrator makes and archives sites, gives access to them and ends logins.',
    submit: row.is_administrator ? 'End the right' : 'Make an administrator',
    isBad: row.is_administrator,
  }, '', 'PATCH', { is_administrator: !row.is_administrator })),
  actButton('Sign out', row, () => ask(row, {
    title: `Sign out ${row.email}?`, intro: 'Every session ends, in every browser.', submit: 'Sign out',
  }, '/sessions', 'DELETE')),
  actButton('Archive', row, () => ask(row, {
    title: `Archive ${row.email}?`, intro: 'Nobody signs in with this address any more, at any site.', submit: 'Archive',
  }, '', 'DELETE')),
]

function actButton(text, { email }, onClick) {
  const button = element('button', { type: 'button', class: 'link', 'aria-label': `${text}: ${email}` }, text)
  button.addEventListener('click', onClick)
  return button
}

const ask = (row, texts, suffix, method, body) => confirmAct({
  ...texts,
  act: () => request(`installation/people/${row.member_id}${suffix}`, {}, { method, body }),
  onDone: () => finish(`${row.email}: done`),
})

async function openAccess(row) {
  const { rows: sites } = await request('installation/sites')
  openDialogForm({
    title: `Access of ${row.email}`, submit: 'Give access',
    intro: 'To one more site, or another role there.',
    fields: [
      { name: 'site_id', label: 'Site', options: sites.filter(site => !site.archived_at).map(site => [String(site.site_id), site.name]), isRequired: true },
      { name: 'role', label: 'Role', options: listOptions('role'), value: 'analyst', isRequired: true },
    ],
    path: `installation/people/${row.member_id}/memberships`,
    makeBody: values => ({ ...values, site_id: Number(values.site_id) }),
    onDone: () => finish(`${row.email} has access`),
  })
}

function finish(text) {
  toast(text)
  load()
}
