// The dialogs that create and change a partner, and the one that moves his codes to another.
import { cabinetOrigin } from './cabinet_origin.js'
import { request } from './api.js'
import { openDialogForm } from './dialog_form.js'
import { sendsMail } from './elements.js'
import { openResult } from './result_dialog.js'
import { t } from './texts.js'
import { toast } from './toast.js'

export function openCreatePartner({ programs, home }, onDone) {
  const dialog = openDialogForm({
    title: t('Create partner'), submit: t('Create'),
    fields: [
      { name: 'name', label: t('Name'), isRequired: true },
      { name: 'email', label: t('E-mail address'), type: 'email', help: sendsMail() ? null : t('Nothing is mailed: you get a link to send.') },
      { name: 'code', label: t('Code'), isRequired: true, help: t('Stands in the partner’s links: ?ref=code') },
      ...programField(programs, programs[0]?.[0]),
      { name: 'group', label: t('Group') },
      languageField(''),
      { name: 'destination', label: t('First link leads to'), type: 'url', value: home, help: t('Left empty, no link is made.') },
      ...(sendsMail() ? [{ name: 'mail', label: t('Mail the sign-in link'), type: 'checkbox', value: true, help: t('Without it, or without an address, you get a link to send.') }] : []),
    ],
    path: 'partners',
    makeBody: ({ program_id: program, mail, ...values }) => ({
      ...values, mail: Boolean(mail && values.email), ...(program && { program_id: Number(program) }),
    }),
    onDone: partner => {
      showCreated(partner)
      onDone(partner)
    },
  })
  suggestCode(dialog)
}

/** Shown this once: how the partner gets in, and what he shares. */
function showCreated({ name, code, email, sign_in_path: path, link_code: linkCode }) {
  const link = linkCode ? [[t('First link'), makeLinkUrl(linkCode), t('What the partner shares. Its clicks are counted from now on.')]] : []
  openResult({
    title: t('{name} is a partner now', { name }), intro: path ? null : t('The sign-in link is mailed to {email}.', { email }),
    links: [
      ...(path ? [[t('Sign-in link'), cabinetOrigin + path, t('Send it to {name} yourself. It opens once, within three days, and is not shown again.', { name })]] : []),
      ...link,
    ],
    content: linkCode ? [] : [t('Any page of the shop with ?ref={code} at the end of its address is a link.', { code })],
  })
}

export function openSignInLink({ partner_id: id, name, email }) {
  if (!sendsMail() || !email) return openCopiedLink({ partner_id: id, name })
  openDialogForm({
    title: t('A sign-in link for {name}', { name }), submit: t('Go on'),
    intro: t('It opens the partner’s page once, within three days. Links made before stay valid.'),
    fields: [{ name: 'way', label: t('How it gets there'), isRequired: true, options: [['mail', t('Mail it to {email}', { email })], ['copy', t('Show it, to be copied')]] }],
    act: ({ way }) => request(`partners/${id}/${way === 'mail' ? 'sign-in-mail' : 'sign-in-link'}`, {}, { method: 'POST' }),
    onDone: ({ path }) => (path ? showCopiedLink(name, path) : toast(t('The link is mailed to {email}', { email }))),
  })
}

function openCopiedLink({ partner_id: id, name }) {
  openDialogForm({
    title: t('Make a sign-in link for {name}?', { name }), submit: t('Make link'),
    intro: t('It opens the partner’s page once, within three days. Links made before stay valid.'),
    act: () => request(`partners/${id}/sign-in-link`, {}, { method: 'POST' }),
    onDone: ({ path }) => showCopiedLink(name, path),
  })
}

const showCopiedLink = (name, path) => openResult({
  title: t('The sign-in link'), links: [[t('Sign-in link'), cabinetOrigin + path, t('Send it to {name} yourself: it is not shown again.', { name })]],
})

export function openEditPartner(partner, { programs }, onDone) {
  openDialogForm({
    title: t('Edit {name}', { name: partner.name }),
    fields: [
      { name: 'name', label: t('Name'), isRequired: true, value: partner.name },
      { name: 'email', label: t('E-mail address'), type: 'email', value: partner.email },
      ...programField(programs, partner.program_id),
      { name: 'customer_id', label: t('Customer id'), value: partner.customer_id, help: t('The shop’s own id of him where he buys there too: what he buys through his own link is held.') },
      { name: 'group', label: t('Group'), value: partner.group },
      languageField(partner.language),
      { name: 'tags', label: t('Tags'), value: partner.tags.join(', '), help: t('Several are separated by commas.') },
    ],
    path: `partners/${partner.partner_id}`, method: 'PATCH',
    makeBody: ({ program_id: program, tags, ...values }) => ({
      ...values, tags: tags.split(',').map(tag => tag.trim()).filter(Boolean), ...(program && { program_id: Number(program) }),
    }),
    onDone: changed => {
      toast(t('Saved'))
      onDone(changed)
    },
  })
}

export async function openMerge(partner, onDone) {
  const { rows } = await request('partners', { status: 'active', kind: 'partner', sort: 'name' })
  const others = rows.filter(row => row.partner_id !== partner.partner_id)
  openDialogForm({
    title: t('Merge {name} into another partner', { name: partner.name }), submit: t('Merge'), isBad: true,
    intro: t('All codes, links and promo codes of {name} move to the other partner, and reports credit their whole history there. {name} is archived and cannot earn again. Approved and paid money stays {name}’s and is paid as before; what is still pending goes to the other partner when it is decided again. This cannot be undone.', { name: partner.name }),
    fields: [{ name: 'into', label: t('The partner who gets everything'), isRequired: true, options: others.map(row => [String(row.partner_id), `${row.name} (${row.code})`]) }],
    path: `partners/${partner.partner_id}/merge`, makeBody: ({ into }) => ({ into: Number(into) }),
    onDone,
  })
}

const makeLinkUrl = code => `${document.body.dataset.tracker}/r/${code}`

function programField(programs, value) {
  const options = programs.map(([id, name]) => [String(id), name])
  return programs.length > 1 ? [{ name: 'program_id', label: t('Program'), isRequired: true, options, value: String(value) }] : []
}

// Each in its own language, as languages/language.py has them.
const languageField = value => ({
  name: 'language', label: t('Language'), value, help: t('Of pages, mails and statements.'),
  options: [['', t('As the browser says')], ['en', 'English'], ['pl', 'Polski'], ['ru', 'Русский']],
})

// Letters and digits of the name, until a person writes a code of his own.
function suggestCode(dialog) {
  const [name, code] = ['name', 'code'].map(each => dialog.querySelector(`[name=${each}]`))
  let suggested = ''
  name.addEventListener('input', () => {
    if (code.value !== suggested) return
    suggested = name.value.normalize('NFD').replace(/[\p{M}'’]/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim().replaceAll(' ', '-').slice(0, 40)
    code.value = suggested
  })
}
