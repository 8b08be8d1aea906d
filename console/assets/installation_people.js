// The installation: everybody with a login, where they have access, and what an administrator does about it.
import { request } from './api.js'
import { confirmAct, openDialogForm } from './dialog_form.js'
import { element, find } from './elements.js'
import { label, listOptions } from './labels.js'
import { drawRows } from './row_table.js'
import { loadInto } from './states.js'
import { t, tc } from './texts.js'
import { toast } from './toast.js'

export const startInstallationPeople = () => load()

const load = () => loadInto(find('[data-rows]'), () => request('installation/people'), ({ rows }, place) => drawRows(place, t('People'), [
  { label: t('E-mail'), value: row => row.email, cell: row => (row.archived_at ? t('{email} (archived)', { email: row.email }) : row.email) },
  { label: t('Sites'), value: row => row.sites.map(site => `${site.name} (${label('role', site.role)})`).join(', ') || t('None') },
  { label: t('Administrator'), value: row => (row.is_administrator ? t('Yes') : t('No')), isWide: true },
  { label: t('Second factor'), value: row => (row.has_second_factor ? tc('second_factor', 'On') : tc('second_factor', 'Off')), isWide: true },
  { label: t('Sessions'), value: row => row.sessions, isFigure: true, isWide: true },
  { label: '', cell: row => (row.archived_at ? '' : element('span', { class: 'row-actions' }, ...actionsOf(row))) },
], rows))

const actionsOf = row => [
  actButton(t('Access'), row, () => openAccess(row)),
  actButton(row.is_administrator ? t('No administrator') : t('Administrator'), row, () => ask(row, {
    title: row.is_administrator ? t('{email} is no administrator any more?', { email: row.email }) : t('Make {email} an administrator?', { email: row.email }),
    intro: row.is_administrator ? t('Access to sites stays.') : t('An administrator makes and archives sites, gives access to them and ends logins.'),
    submit: row.is_administrator ? t('End the right') : t('Make an administrator'),
    isBad: row.is_administrator,
  }, '', 'PATCH', { is_administrator: !row.is_administrator })),
  actButton(tc('member', 'Sign out'), row, () => ask(row, {
    title: t('Sign out {email}?', { email: row.email }), intro: t('Every session ends, in every browser.'), submit: tc('member', 'Sign out'),
  }, '/sessions', 'DELETE')),
  actButton(t('Archive'), row, () => ask(row, {
    title: t('Archive {name}?', { name: row.email }), intro: t('Nobody signs in with this address any more, at any site.'), submit: t('Archive'),
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
  onDone: () => finish(t('{email}: done', { email: row.email })),
})

async function openAccess(row) {
  const { rows: sites } = await request('installation/sites')
  openDialogForm({
    title: t('Access of {email}', { email: row.email }), submit: t('Give access'),
    intro: t('To one more site, or another role there.'),
    fields: [
      { name: 'site_id', label: t('Site'), options: sites.filter(site => !site.archived_at).map(site => [String(site.site_id), site.name]), isRequired: true },
      { name: 'role', label: t('Role'), options: listOptions('role'), value: 'analyst', isRequired: true },
    ],
    path: `installation/people/${row.member_id}/memberships`,
    makeBody: values => ({ ...values, site_id: Number(values.site_id) }),
    onDone: () => finish(t('{email} has access', { email: row.email })),
  })
}

function finish(text) {
  toast(text)
  load()
}
