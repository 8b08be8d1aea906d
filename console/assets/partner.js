// One partner's figures; the marketer may open any partner's, a partner only their own.
import { request } from './api.js'
import { loadPreviousTotals, findPreviousTotals } from './previous_period.js'
import { drawDays } from './charts.js'
import { ConversionsList } from './conversions_list.js'
import { find } from './elements.js'
import { linkExports } from './exports.js'
import { drawPartnerTotals } from './partner_totals.js'
import { startReport } from './report.js'
import { fillDays } from './series.js'

export function startPartner() {
  if (location.hash.length > 1 && document.body.dataset.reader) return openSignInLink()
  const partner = find('[data-partner]').dataset.partner
  const list = new ConversionsList({ partner })
  const totalsOf = view => ({ ...view, partner, interval: 'total' })
  startReport({
    load: async (view, signal) => {
      const stats = await request('partners/stats', { ...view, partner, interval: 'day' }, { signal })
      return { ...stats, before: findPreviousTotals('partners/stats', totalsOf(view)), isListed: false }
    },
    loadLater: view => [
      async signal => {
        await list.load(view, signal)
        return { isListed: true }
      },
      signal => loadPreviousTotals('partners/stats', totalsOf(view), signal),
    ],
    draw: (stats, view) => {
      drawStats(stats, view)
      if (stats.isListed) list.draw()
      linkExports('conversions', { from: view.from, to: view.to, tz: view.tz, partner })
    },
    isEmpty: () => false,
  })
}

// A sign-in link was opened while a partner is signed in.
function openSignInLink() {
  location.replace(`/partner/sign-in${location.hash}`)
}

function drawStats({ totals, before, series }, view) {
  drawPartnerTotals(totals, before, view)
  drawDays(find('#clicks'), { title: 'Clicks a day', label: 'Clicks', ...fillDays(series, view, point => point.clicks) })
  drawDays(find('#sales'), { title: 'Sales a day', label: 'Sales', colour: '--series-2', ...fillDays(series, view, point => point.sales) })
}
