// All conversions of the site, newest first.
import { addressOf } from './api.js'
import { ConversionsList } from './conversions_list.js'
import { find } from './elements.js'
import { startReport } from './report.js'

export function startConversions() {
  const list = new ConversionsList()
  startReport({
    load: (view, signal) => list.load(view, signal),
    draw: (_, { from, to, tz }) => {
      list.draw()
      find('[data-csv]').href = addressOf('conversions', { from, to, tz, format: 'csv' })
    },
    isEmpty: () => !list.rows.length,
  })
}
