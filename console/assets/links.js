// Every link and promo code of the site, with what each brings.
import { request } from './api.js'
import { readChoices } from './choices.js'
import { find } from './elements.js'
import { linkExports } from './exports.js'
import { fillLinks, openCreateLink } from './link_table.js'
import { fillPromoCodes, loadPromoCodes, openCreatePromoCode } from './promo_table.js'
import { startReport } from './report.js'

export function startLinks() {
  const { isOwner, home } = readChoices()
  const reload = () => find('[data-filters]').dispatchEvent(new Event('change'))
  const options = { isOwner, hasPartner: true, reload }
  if (isOwner) {
    find('[data-create-link]').addEventListener('click', async () => openCreateLink(await listPartners(), home, reload))
    find('[data-create-promo]').addEventListener('click', async () => openCreatePromoCode(await listPartners(), reload))
  }
  startReport({
    load: async (view, signal) => ({ ...await request('links/stats', periodOf(view), { signal }), promo: null }),
    loadLater: view => [async signal => {
      const [promo, { rows: partners }] = await Promise.all([loadPromoCodes(view, '', signal), request('partners', {}, { signal })])
      return { promo, names: new Map(partners.map(({ partner_id: id, name }) => [id, name])) }
    }],
    draw: (answer, view) => draw(answer, view, options),
    isEmpty: () => false,
  })
}

const periodOf = ({ from, to, tz, currency }) => ({ from, to, tz, currency })

function draw({ rows, promo, names }, view, options) {
  const fits = texts => texts.some(text => text.toLowerCase().includes((view.text ?? '').trim().toLowerCase()))
  const links = rows.filter(row => fits([row.code, row.name, row.partner, row.destination, row.sub_id]))
  fillLinks(find('#links'), links, options)
  find('[data-no-links]').hidden = links.length > 0
  linkExports('links/stats', periodOf(view))
  if (!promo) return
  const codes = promo.filter(row => fits([row.code, names.get(row.partner_id) ?? '']))
  fillPromoCodes(find('#promo-codes'), codes, { ...options, names })
  find('[data-no-promo]').hidden = codes.length > 0
}

/** Those who may get links, as options. */
async function listPartners() {
  const { rows } = await request('partners', { kind: 'partner', sort: 'name' })
  return rows.filter(row => row.status === 'active' || row.status === 'paused').map(row => [String(row.partner_id), row.name])
}
