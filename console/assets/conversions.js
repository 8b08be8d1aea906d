// The ledger of the site: its leads, sales and what was refunded, newest first, filtered.
import { request } from './api.js'
import { ConversionsList, chooseFilters } from './conversions_list.js'
import { element, find } from './elements.js'
import { linkExports } from './exports.js'
import { startReport } from './report.js'

const MOST_CODES = 500

export function startConversions() {
  const list = new ConversionsList()
  bindPartnerCodes()
  startReport({
    load: (view, signal) => list.load(view, signal),
    draw: (_, view) => {
      list.draw()
      const { from, to, tz } = view
      linkExports('conversions', { from, to, tz, ...chooseFilters(view) })
    },
    isEmpty: () => !list.rows.length && !list.isFiltered(),
  })
}

// Suggested once somebody wants to choose one: a site may have thousands.
function bindPartnerCodes() {
  const control = find('[data-filters] [name=partner]')
  control.addEventListener('focus', async () => {
    const { rows } = await request('partners', { sort: 'name', limit: MOST_CODES }).catch(() => ({ rows: [] }))
    find('#partner-codes').replaceChildren(...rows.map(({ code, name }) => element('option', { value: code }, name)))
  }, { once: true })
}
