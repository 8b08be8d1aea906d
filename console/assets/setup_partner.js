// First run, the partner: a code, a link, and the invitation to the partner's own page.
import { cabinetOrigin } from './cabinet_origin.js'
import { request } from './api.js'
import { find, sendsMail } from './elements.js'
import { bindPageForm } from './page_form.js'
import { t } from './texts.js'
import { addPort } from './tried_port.js'

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
  // The port that was typed for the shop is kept by the partner's first link: pages of partners learn it from there.
  const { home } = find('[data-made]').dataset
  const address = addPort(home)
  const destination = address === home ? '' : address
  // Without an address there is nobody to mail to: then, or if it is not wanted, the link is shown.
  const create = ({ mail, ...values }) => request('partners', {}, { body: { ...values, destination, mail: Boolean(mail && sendsMail() && values.email) } })
  bindPageForm(form, create, made => show(form, made))
}

function show(form, { name, code, email, partner_id: id, sign_in_path: path }) {
  const made = find('[data-made]')
  const home = addPort(made.dataset.home)
  const link = `${home}?ref=${code}`
  if (home !== made.dataset.home) find('[data-port-help]')?.remove()
  find('#made-title').textContent = t('{name} is your partner', { name })
  put('[data-link]', link)
  if (path) put('[data-invitation]', cabinetOrigin + path)
  else find('[data-mailed-to]').textContent = email
  find('[data-to-copy]').hidden = !path
  find('[data-mailed]').hidden = Boolean(path)
  find('[data-partner-page]').href = `/partners/${id}?site=${document.body.dataset.site}`
  find('[data-intro]').hidden = true
  form.hidden = true
  made.hidden = false
  made.focus()
}

function put(selector, text) {
  const line = find(selector)
  line.textContent = text
  line.parentElement.querySelector('[data-copy]').dataset.copy = text
}

const makeCode = name => name.normalize('NFKD').replace(/[\p{M}'’]/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 64)
