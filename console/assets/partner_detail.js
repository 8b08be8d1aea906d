// One partner for the marketer: figures, links and codes, conversions, earnings, notes and risk, and what can be done.
import { request } from './api.js'
import { badge } from './badge.js'
import { drawDays } from './charts.js'
import { readChoices } from './choices.js'
import { ConversionsList } from './conversions_list.js'
import { openDialogForm } from './dialog_form.js'
import { element, find } from './elements.js'
import { linkExports } from './exports.js'
import { fillLinks, openCreateLink } from './link_table.js'
import { listActs, nameAct, openAct } from './partner_acts.js'
import { openEditPartner, openMerge, openSignInLink } from './partner_form.js'
import { startPartnerPanels } from './partner_panels.js'
import { drawPartnerTotals } from './partner_totals.js'
import { loadPreviousTotals, findPreviousTotals } from './previous_period.js'
import { fillPromoCodes, loadPromoCodes, openCreatePromoCode } from './promo_table.js'
import { startReport } from './report.js'
import { fillDays } from './series.js'
import { t } from './texts.js'
import { toast } from './toast.js'

export function startPartnerDetail() {
  const { partner: id, code } = find('[data-partner]').dataset
  const choices = readChoices()
  const list = new ConversionsList({ partner: id })
  const reload = () => find('[data-filters]').dispatchEvent(new Event('change'))
  const page = { id, code, choices, reload, partner: null }
  startPartnerPanels(page)
  if (choices.isOwner) bindMakers(page)
  const totalsOf = ({ from, to, tz, currency, compare }) => ({ from, to, tz, currency, compare, partner: id, interval: 'total' })
  startReport({
    load: async (view, signal) => {
      const [partner, stats] = await Promise.all([
        request(`partners/${id}`, {}, { signal }),
        request('partners/stats', { ...totalsOf(view), interval: 'day' }, { signal }),
      ])
      return { ...stats, partner, before: findPreviousTotals('partners/stats', totalsOf(view)) }
    },
    loadLater: view => [
      async signal => {
        await list.load(view, signal)
        return { isListed: true }
      },
      async signal => {
        const { from, to, tz, currency } = view
        const [{ rows: links }, promo] = await Promise.all([
          request('links/stats', { from, to, tz, currency, partner: id }, { signal }), loadPromoCodes(view, id, signal),
        ])
        return { links, promo }
      },
      signal => loadPreviousTotals('partners/stats', totalsOf(view), signal),
    ],
    draw: (answer, view) => draw(answer, view, page, list),
    isEmpty: () => false,
  })
}

function draw({ partner, totals, before, series, isListed, links, promo }, view, page, list) {
  const { id, choices, reload } = page
  page.partner = partner
  drawPerson(partner)
  if (choices.isOwner) drawActs(page)
  drawPartnerTotals(totals, before, view)
  drawDays(find('#clicks'), { title: t('Clicks a day'), label: t('Clicks'), ...fillDays(series, view, point => point.clicks) })
  drawDays(find('#sales'), { title: t('Sales a day'), label: t('Sales'), colour: '--series-2', ...fillDays(series, view, point => point.sales) })
  find('[data-codes]').replaceChildren(...partner.codes.flatMap(code => [element('code', {}, code), ' ']))
  if (isListed) list.draw()
  linkExports('conversions', { from: view.from, to: view.to, tz: view.tz, partner: id })
  if (!links) return
  fillLinks(find('#links'), links, { isOwner: choices.isOwner, hasPartner: false, reload })
  find('[data-no-links]').hidden = links.length > 0
  fillPromoCodes(find('#promo-codes'), promo, { isOwner: choices.isOwner, names: null, reload })
  find('[data-no-promo]').hidden = promo.length > 0
}

function drawPerson({ status, kind, customer_id: customer, email, codes, group, tags, merged_into: mergedInto }) {
  const merged = mergedInto ? element('a', { href: `/partners/${mergedInto}?site=${document.body.dataset.site}` }, t('Merged into another partner')) : null
  find('[data-person]').replaceChildren(badge('partner_status', status), ...[
    merged, kind === 'friend' && badge('partner_kind', kind), customer && element('span', { class: 'quiet' }, t('Customer'), ' ', element('code', {}, customer)), email && element('a', { href: `mailto:${email}` }, email), codes[0] && element('span', { class: 'quiet' }, t('Code'), ' ', element('code', {}, codes[0])),
    group && element('b', {}, group), ...tags.map(tag => element('span', { class: 'badge' }, tag)),
  ].filter(Boolean).flatMap(node => [' ', node]))
}

function drawActs({ partner, choices, reload }) {
  const make = (text, act, isMain = false) => {
    const button = element('button', { type: 'button', class: isMain ? 'small' : 'plain small' }, text)
    button.addEventListener('click', act)
    return button
  }
  const place = find('[data-acts]')
  const statuses = partner.merged_into ? [] : listActs(partner.status)
  // Drawn again at each reload: the focus stays on the button of the same name, or moves to the first.
  const focused = place.contains(document.activeElement) && document.activeElement.textContent
  place.replaceChildren(
    ...(['active', 'paused'].includes(partner.status) ? [make(t('Sign-in link'), () => openSignInLink(partner), true)] : []),
    make(t('Edit'), () => openEditPartner(partner, choices, reload)),
    ...statuses.map(act => make(nameAct(act), () => openAct(act, [partner], reload))),
    ...(partner.merged_into ? [] : [make(t('Merge'), () => openMerge(partner, () => {
      toast(t('{name} is merged and archived', { name: partner.name }))
      reload()
    }))]),
  )
  if (focused) ([...place.children].find(button => button.textContent === focused) ?? place.firstChild).focus()
}

function bindMakers({ id, choices, reload }) {
  const add = (place, text, act) => {
    const button = element('button', { type: 'button', class: 'plain small' }, text)
    button.addEventListener('click', act)
    find(place).append(button)
  }
  const own = [[id, '']]
  add('[data-link-acts]', t('Create link'), () => openCreateLink(own, choices.home, reload))
  add('[data-promo-acts]', t('Create promo code'), () => openCreatePromoCode(own, reload))
  add('[data-code-acts]', t('Add code'), () => openDialogForm({
    title: t('Add code'), submit: t('Add'), intro: t('A further code for the partner’s links. Earlier clicks with it count too.'),
    fields: [{ name: 'code', label: t('Code'), isRequired: true }], path: `partners/${id}/codes`,
    onDone: () => {
      toast(t('The code is added'))
      reload()
    },
  }))
}
