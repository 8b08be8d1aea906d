// Short links with what they bring: copied, drawn as a QR code, made, archived.
import { makeUrl, request } from './api.js'
import { copyButton } from './copy.js'
import { confirmAct, openDialogForm } from './dialog_form.js'
import { element } from './elements.js'
import { formatCount } from './formats.js'
import { revenueColumns } from './money.js'
import { openResult } from './result_dialog.js'
import { fillTable } from './tables.js'
import { t } from './texts.js'
import { toast } from './toast.js'

/** `{ isOwner, hasPartner, reload }`: whether links can be archived, whether a column names the partner. */
export function fillLinks(table, rows, { isOwner, hasPartner, reload }) {
  const count = (label, name) => ({ label, value: row => row[name], format: formatCount, isFigure: true })
  fillTable(table, [
    { label: t('Link'), value: row => row.code, cell: showLink },
    ...(hasPartner ? [{ label: t('Partner'), value: row => row.name, cell: row => element('a', { href: `/partners/${row.partner_id}?site=${document.body.dataset.site}` }, row.name) }] : []),
    ...revenueColumns(rows),
    count(t('Sales'), 'sales'),
    count(t('Clicks'), 'clicks'),
    { label: '', cell: row => showActs(row, isOwner, reload) },
  ], rows)
}

function showLink({ code, url, destination, sub_id: subId }) {
  return element('span', {}, element('span', { class: 'copied-text' }, `/r/${code}`, copyButton(url, t('Copy the link {code}', { code }))), element('small', { class: 'under', title: destination }, `${shorten(destination)}${subId ? ` · ${subId}` : ''}`))
}

const shorten = address => {
  const text = address.replace(/^https?:\/\//, '')
  return text.length > 48 ? `${text.slice(0, 47)}…` : text
}

function showActs(link, isOwner, reload) {
  const qr = element('button', { type: 'button', class: 'plain small', 'aria-label': t('QR code of {name}', { name: link.code }) }, 'QR')
  qr.addEventListener('click', () => showQr(link))
  const archive = element('button', { type: 'button', class: 'plain small', 'aria-label': t('Archive the link {code}', { code: link.code }) }, t('Archive'))
  archive.addEventListener('click', () => confirmAct({
    title: t('Archive the link {code}?', { code: link.code }), submit: t('Archive'),
    intro: t('It leads nowhere from now on, also where it is printed, and its code stays taken. Its clicks and what they earned stay.'),
    act: () => request(`links/${link.link_id}`, {}, { method: 'DELETE' }),
    onDone: () => {
      toast(t('The link is archived'))
      reload()
    },
  }))
  return element('span', { class: 'row-actions' }, qr, isOwner ? archive : null)
}

function showQr({ link_id: id, code, url }) {
  const file = format => makeUrl(`links/${id}/qr`, { format })
  const download = format => element('a', { class: 'button', href: file(format), download: `${code}.${format}` }, t('Download {format}', { format: format.toUpperCase() }))
  openResult({
    title: t('QR code of {name}', { name: code }), links: [[t('Address'), url]],
    content: [element('img', { class: 'qr', src: file('svg'), alt: t('QR code of {name}', { name: url }) })],
    actions: [download('svg'), download('png')],
  })
}

/** `partners` as [id, name] pairs; with a single one nothing is asked. */
export function openCreateLink(partners, home, onDone) {
  openDialogForm({
    title: t('Create link'), submit: t('Create'),
    fields: [
      ...(partners.length > 1 ? [{ name: 'partner_id', label: t('Partner'), isRequired: true, options: partners }] : []),
      { name: 'destination', label: t('Leads to'), type: 'url', isRequired: true, value: home, help: t('A page of the shop.') },
      { name: 'code', label: t('Code'), help: t('The part after /r/. Left empty, one is made.') },
      { name: 'sub_id', label: t('Sub-id'), help: t('A name for the place where the link stands, like newsletter.') },
    ],
    path: 'links', makeBody: values => ({ partner_id: Number(partners[0]?.[0]), ...values, ...(values.partner_id && { partner_id: Number(values.partner_id) }) }),
    onDone: link => {
      openResult({ title: t('The link is made'), links: [[t('Link'), `${document.body.dataset.tracker}/r/${link.code}`, t('Clicks on it are counted from now on.')]] })
      onDone(link)
    },
  })
}
