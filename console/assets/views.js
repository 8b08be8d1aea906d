// The saved views of a page: a list of links, each with its changes for whoever may make them.
import { request } from './api.js'
import { confirmAct, openDialogForm } from './dialog_form.js'
import { element } from './elements.js'
import { makePageUrl } from './page_links.js'
import { describeMail, describeOverview, findMail, isMailed, loadMails, openMail } from './report_mails.js'
import { t, tc } from './texts.js'
import { toast } from './toast.js'

const { mayShareViews } = document.body.dataset

export async function openViews(menu) {
  const place = menu.querySelector('[data-view-list]')
  const reload = () => openViews(menu)
  const save = menu.querySelector('[data-save-view]')
  if (save) save.onclick = () => openSave(menu, reload)
  try {
    if (menu.dataset.views === 'overview') return showOverview(place, await loadMails(), menu, reload)
    const [{ rows }, mails] = await Promise.all([request('views'), loadMails()])
    showViews(place, rows.filter(row => row.page === location.pathname), mails, menu, reload)
  } catch (error) {
    place.replaceChildren(element('p', { class: 'notice', role: 'alert' }, error.message))
  }
}

function showOverview(place, mails, menu, reload) {
  const mail = findMail(mails, null)
  const open = () => {
    close(menu)
    openMail({ name: t('Overview'), viewId: null, mail, onDone: reload })
  }
  place.replaceChildren(...describeOverview(mail, open))
}

function showViews(place, views, mails, menu, reload) {
  if (!views.length) return place.replaceChildren(element('p', { class: 'quiet' }, t('No view of this page is saved yet. Choose filters and a period, then save them under a name.')))
  place.replaceChildren(element('ul', { class: 'view-list', 'aria-label': t('Saved views') }, ...views.map(view => makeRow(view, findMail(mails, view.view_id), menu, reload))))
}

function makeRow(view, mail, menu, reload) {
  const link = element('a', { href: makePageUrl(view.page, Object.fromEntries(new URLSearchParams(view.query))) }, view.name)
  const acts = view.may_change
    ? [makeButton(t('Change {name}', { name: view.name }), t('Change'), () => openChange(view, menu, reload)), makeButton(t('Remove {name}', { name: view.name }), t('Remove'), () => openRemove(view, menu, reload))]
    : []
  if (isMailed(view)) acts.unshift(makeButton(t('{name} by mail', { name: view.name }), t('By mail'), () => openByMail(view, mail, menu, reload)))
  return element('li', {}, link, view.is_shared ? element('span', { class: 'quiet' }, t('shared')) : null, describeMail(mail), ...acts)
}

function openByMail(view, mail, menu, onDone) {
  close(menu)
  openMail({ name: view.name, viewId: view.view_id, mail, onDone })
}

function makeButton(name, text, act) {
  const button = element('button', { type: 'button', class: 'plain small', 'aria-label': name }, text)
  button.addEventListener('click', act)
  return button
}

const sharedField = value => ({ name: 'is_shared', label: t('The whole team sees it'), type: 'checkbox', value })

// A dialog opens over the page: the menu below it would close it by the first click.
function close(menu) {
  menu.open = false
}

function openSave(menu, reload) {
  close(menu)
  const hasOwnDays = new URLSearchParams(location.search).get('period') === 'custom'
  openDialogForm({
    title: t('Save this view'), intro: t('The filters and the period of this page, without what was searched for.'), submit: t('Save'),
    fields: [
      { name: 'name', label: tc('thing', 'Name'), isRequired: true, attributes: { maxlength: 80 } },
      ...(hasOwnDays ? [{ name: 'keeps_days', label: t('Always these days; otherwise the usual period'), type: 'checkbox' }] : []),
      ...(mayShareViews ? [sharedField(false)] : []),
    ],
    path: 'views', makeBody: values => ({ ...values, page: location.pathname, query: location.search }),
    onDone: view => {
      toast(t('Saved as {name}', { name: view.name }))
      reload()
    },
  })
}

function openChange(view, menu, reload) {
  close(menu)
  openDialogForm({
    title: t('Change the view'),
    fields: [
      { name: 'name', label: tc('thing', 'Name'), isRequired: true, value: view.name, attributes: { maxlength: 80 } },
      ...(mayShareViews || view.is_shared ? [sharedField(view.is_shared)] : []),
    ],
    path: `views/${view.view_id}`, method: 'PATCH',
    onDone: () => {
      toast(t('Saved'))
      reload()
    },
  })
}

function openRemove(view, menu, reload) {
  close(menu)
  confirmAct({
    title: t('Remove {name}?', { name: view.name }), submit: t('Remove'),
    intro: view.is_shared ? t('The whole team loses it, and nobody gets it by mail any more.') : t('It is not sent by mail any more either.'),
    act: () => request(`views/${view.view_id}`, {}, { method: 'DELETE' }),
    onDone: () => {
      toast(t('Removed'))
      reload()
    },
  })
}
