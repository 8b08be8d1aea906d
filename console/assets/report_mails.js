// Reports by mail: how often somebody gets the figures of a view, or those of the overview.
import { request } from './api.js'
import { openDialogForm } from './dialog_form.js'
import { element, sendsMail } from './elements.js'
import { formatInstant } from './formats.js'
import { toast } from './toast.js'

const PAGES = ['/attribution', '/promo-codes', '/partners']
const TURNS = [['', 'Never'], ['week', 'Every Monday, of the week before'], ['month', 'On the first, of the month before']]
const WORDS = { week: 'weekly by mail', month: 'monthly by mail' }

export const loadMails = async () => (await request('report-mails')).rows

export const findMail = (mails, viewId) => mails.find(mail => mail.view_id === viewId)

export const isMailed = view => PAGES.includes(view.page) && new URLSearchParams(view.query).get('show') !== 'compare'

export const describeMail = mail => (mail ? element('span', { class: 'quiet', title: `Next: ${formatInstant(mail.next_at)}` }, WORDS[mail.every]) : null)

/** What the menu of the overview says, with the button that changes it. */
export function describeOverview(mail, open) {
  const button = element('button', { type: 'button', class: 'plain small' }, 'Change')
  button.addEventListener('click', open)
  const text = mail ? `You get these figures ${WORDS[mail.every]}; next on ${formatInstant(mail.next_at)}.` : 'You get these figures by mail once you choose how often.'
  return [element('p', {}, text), element('p', { class: 'actions' }, button)]
}

export function openMail({ name, viewId, mail, onDone }) {
  if (!sendsMail()) return openDialogForm({ title: `${name} by mail`, intro: 'This installation sends no mail yet. Its operator names a mail server (PRM_SMTP_URL) first.', submit: 'Close', act: async () => {} })
  return openDialogForm({
    title: `${name} by mail`, intro: 'To your own address, at seven in the morning in the time zone of the site.',
    fields: [{ name: 'every', label: 'How often', options: TURNS, value: mail?.every ?? '', isRequired: false }],
    act: ({ every }) => (every ? request('report-mails', {}, { body: { every, view_id: viewId } }) : mail && request(`report-mails/${mail.report_mail_id}`, {}, { method: 'DELETE' })),
    onDone: () => {
      toast('Saved')
      onDone()
    },
  })
}
