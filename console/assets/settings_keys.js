// Settings of the site, its secret keys: made with scopes, shown once, revoked with what they made.
import { request } from './api.js'
import { confirmAct, openDialogForm } from './dialog_form.js'
import { element, find } from './elements.js'
import { formatInstant } from './formats.js'
import { label, listOptions } from './labels.js'
import { loadInto, showEmpty } from './states.js'
import { fillTable } from './tables.js'
import { t, tc } from './texts.js'
import { toast } from './toast.js'

export function startKeys() {
  find('[data-new-key]')?.addEventListener('click', openNew)
  load()
}

const load = () => loadInto(find('[data-keys]'), () => request('keys', {}), ({ rows }, place) => {
  const live = rows.filter(row => !row.revoked_at || new Date(row.revoked_at) > new Date())
  if (!live.length) return showEmpty(place, t('No key yet'), t('Your server needs one to report sales.'))
  const table = element('table', { id: 'keys' }, element('caption', { id: 'keys-caption' }, t('Keys that are valid')))
  place.append(element('div', { class: 'scroll', role: 'region', 'aria-labelledby': 'keys-caption', tabindex: 0 }, table))
  fillTable(table, columnsFor('owner' in place.dataset), live)
})

const columnsFor = isOwner => [
  { label: tc('thing', 'Name'), value: row => row.label },
  { label: t('Ends in'), value: row => row.last_four, cell: row => element('code', {}, `…${row.last_four}`), isWide: true },
  { label: tc('right', 'May'), value: row => row.scopes.map(scope => label('scope', scope)).join(', ') },
  { label: t('Made'), value: row => row.created_at, format: formatInstant, isWide: true },
  { label: t('Last used'), value: row => row.last_used_at ?? '', cell: row => (row.last_used_at ? formatInstant(row.last_used_at) : t('Never')) },
  ...(isOwner ? [{ label: '', cell: revokeButton }] : []),
]

function openNew() {
  const scopes = listOptions('scope')
  openDialogForm({
    title: t('New key'), submit: t('Make the key'),
    fields: [
      { name: 'label', label: tc('thing', 'Name'), isRequired: true, help: t('Where it is used, like “Shop server”.') },
      ...scopes.map(([scope, text]) => ({ name: scope, label: text, type: 'checkbox', value: scope === 'events' })),
    ],
    act: values => request('keys', {}, { body: { label: values.label, scopes: scopes.map(([scope]) => scope).filter(scope => values[scope]) } }),
    onDone: showMade,
  })
}

function showMade({ secret_key: key }) {
  find('[data-made-key]').textContent = key
  find('[data-made] [data-copy]').dataset.copy = key
  find('[data-made]').hidden = false
  find('[data-made]').focus()
  load()
}

function revokeButton(row) {
  const button = element('button', { type: 'button', class: 'link', 'aria-label': t('Revoke {name}', { name: row.label }) }, t('Revoke'))
  button.addEventListener('click', () => confirmAct({
    title: t('Revoke “{name}”?', { name: row.label }),
    intro: t('It ends at once and never works again. With it end the keys that it made, and the tokens, sign-in links and sessions of partners that any of them made.'),
    submit: t('Revoke'),
    act: () => request(`keys/${row.key_id}`, {}, { method: 'DELETE' }),
    onDone: ({ also_revoked: others }) => {
      toast(others.length ? t('Revoked, and {number} that it made', { number: others.length }) : t('Revoked'))
      load()
    },
  }))
  return button
}
