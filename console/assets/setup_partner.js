// First run, the partner: a code, a link, and the invitation to the partner's own page.
import { cabinetOrigin } from './cabinet_origin.js'
import { request } from './api.js'
import { find } from './elements.js'
import { bindPageForm } from './page_form.js'
import { t } from './texts.js'

export function startSetupPartner() {
  const form = find('[data-partner-form]')
  const { name, code } = form.elements
  // Until the code is typed by hand it follows the name.
  let isOwn = false
  code.addEventListener('input', () => { isOwn = code.value !== '' })
  const follow = () => { if (!isOwn) code.value = makeCode(name.value) }
  name.addEventListener('input', follow)
  // What was typed before this script was there.
  if (!code.value) follow()
  bindPageForm(form, create, made => show(form, made))
}

async function create(values) {
  const partner = await request('partners', {}, { body: values })
  const invitation = await request(`partners/${partner.partner_id}/sign-in-link`, {}, { method: 'POST' })
  return { ...partner, invitation: cabinetOrigin + invitation.path }
}

function show(form, { name, code, partner_id: id, invitation }) {
  const made = find('[data-made]')
  const link = `${made.dataset.home}?ref=${code}`
  find('#made-title').textContent = t('{name} is your partner', { name })
  put('[data-link]', link)
  put('[data-invitation]', invitation)
  find('[data-partner-page]').href = `/partners/${id}?site=${document.body.dataset.site}`
  form.hidden = true
  made.hidden = false
  made.focus()
}

function put(selector, text) {
  const line = find(selector)
  line.textContent = text
  line.parentElement.querySelector('[data-copy]').dataset.copy = text
}

const makeCode = name => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 64)
