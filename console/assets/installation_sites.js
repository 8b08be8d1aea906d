// The installation: its sites, made for an owner and archived; and the keys that open them.
import { request } from './api.js'
import { confirmAct, openDialogForm } from './dialog_form.js'
import { element, find } from './elements.js'
import { formatInstant } from './formats.js'
import { label } from './labels.js'
import { drawRows } from './row_table.js'
import { parseHosts, ownTimezone } from './site_fields.js'
import { loadInto } from './states.js'
import { t, tc } from './texts.js'
import { toast } from './toast.js'

export function startInstallationSites() {
  find('[data-new-site]').addEventListener('click', openNew)
  load()
}

const load = () => loadInto(find('[data-rows]'), () => request('installation/sites'), ({ rows }, place) => drawRows(place, t('Sites'), [
  { label: tc('thing', 'Name'), value: row => row.name },
  { label: t('Hosts'), value: row => row.hosts.join(', ') },
  { label: t('People'), value: row => row.members, isFigure: true },
  { label: t('Since'), value: row => row.created_at, format: formatInstant, isWide: true },
  { label: '', cell: row => (row.archived_at ? t('Archived') : archiveButton(row)) },
], rows))

async function openNew() {
  const { rows: people } = await request('installation/people')
  openDialogForm({
    title: t('New site'), submit: t('Create'),
    fields: [
      { name: 'name', label: tc('thing', 'Name'), isRequired: true },
      { name: 'hosts', label: t('Hosts, one a line'), type: 'textarea', isRequired: true },
      { name: 'currency', label: t('Currency'), value: 'EUR', isRequired: true },
      { name: 'timezone', label: t('Time zone'), value: ownTimezone(), isRequired: true },
      { name: 'owner_id', label: t('Owner'), options: people.filter(each => !each.archived_at).map(each => [String(each.member_id), each.email]), value: find('[data-rows]').dataset.own },
    ],
    path: 'installation/sites',
    makeBody: values => ({ ...values, hosts: parseHosts(values.hosts), owner_id: Number(values.owner_id) }),
    onDone: site => {
      toast(t('{name} is created', { name: site.name }))
      load()
    },
  })
}

function archiveButton(row) {
  const button = element('button', { type: 'button', class: 'link', 'aria-label': t('Archive {name}', { name: row.name }) }, t('Archive'))
  button.addEventListener('click', () => confirmAct({
    title: t('Archive {name}?', { name: row.name }),
    intro: t('Its tag, links and keys stop at once, and nobody sees it any more. Nothing recorded is removed.'),
    submit: t('Archive'),
    act: () => request(`installation/sites/${row.site_id}`, {}, { method: 'DELETE' }),
    onDone: () => {
      toast(t('{name} is archived', { name: row.name }))
      load()
    },
  }))
  return button
}

export const startInstallationKeys = () => loadInto(find('[data-rows]'), () => request('installation/keys'), ({ rows }, place) => drawRows(place, t('Keys'), [
  { label: t('Site'), value: row => row.site_name },
  { label: tc('thing', 'Name'), value: row => row.label },
  { label: t('Ends in'), value: row => row.last_four, cell: row => element('code', {}, `…${row.last_four}`) },
  { label: tc('right', 'May'), value: row => row.scopes.map(scope => label('scope', scope)).join(', ') },
  { label: t('Last used'), value: row => row.last_used_at ?? '', cell: row => (row.last_used_at ? formatInstant(row.last_used_at) : t('Never')) },
], rows))
