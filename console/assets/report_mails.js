// Reports by mail: how often somebody gets the figures of a view, or those of the overview.
import { request } from './api.js'
import { openDialogForm } from './dialog_form.js'
import { element, sendsMail } from './elements.js'
import { formatInstant } from './formats.js'
import { t } from './texts.js'
import { toast } from './toast.js'

const PAGES = ['/attribution', '/promo-codes', '/partners']
const TURNS = [['', t('Never')], ['week', t('Every Monday, of the week before')], ['month', t('On the first, of the month before')]]
const WORDS = { week: t('weekly by mail'), month: t('monthly by mail') }

export const loadMails = async () => (await request('report-mails')).rows

export const findMail = (mails, viewId) => mails.find(mail => mail.view_id === viewId)

export const isMailed = view => PAGES.includes(view.page) && new URLSearchParams(view.query).get('show') !== 'compare'

export const describeMail = mail => (mail ? element('span', { class: 'quiet', title: t('Next: {time}', { time: formatInstant(mail.next_at) }) }, WORDS[mail.every]) : null)

/** What the menu of the overview says, with the button that changes it. */
export function describeOverview(mail, open) {
  const button = element('button', { type: 'button', class: 'plain small' }, t('Change'))
  button.addEventListener('click', open)
  return [element('p', {}, explain(mail)), element('p', { class: 'actions' }, button)]
}

function explain(mail) {
  if (!mail) return t('You get these figures by mail once you choose how often.')
  const time = formatInstant(mail.next_at)
  return mail.every === 'week' ? t('You get these figures weekly by mail; next on {time}.', { time }) : t('You get these figures monthly by mail; next on {time}.', { time })
}

export function openMail({ name, viewId, mail, onDone }) {
  if (!sendsMail()) return openDialogForm({ title: t('{name} by mail', { name }), intro: t('This installation sends no mail yet. Its operator names a mail server (PRM_SMTP_URL) first.'), submit: t('Close'), act: async () => {} })
  return openDialogForm({
    title: t('{name} by mail', { name }), intro: t('To your own address, at seven in the morning in the time zone of the site.'),
    fields: [{ name: 'every', label: t('How often'), options: TURNS, value: mail?.every ?? '', isRequired: false }],
    act: ({ every }) => (every ? request('report-mails', {}, { body: { every, view_id: viewId } }) : mail && request(`report-mails/${mail.report_mail_id}`, {}, { method: 'DELETE' })),
    onDone: () => {
      toast(t('Saved'))
      onDone()
    },
  })
}
