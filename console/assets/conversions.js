// All conversions of the site, newest first.
import { ConversionsList } from './conversions_list.js'
import { linkExports } from './exports.js'
import { startReport } from './report.js'

export function startConversions() {
  const list = new ConversionsList()
  startReport({
    load: (view, signal) => list.load(view, signal),
    draw: (_, { from, to, tz }) => {
      list.draw()
      linkExports('conversions', { from, to, tz })
    },
    isEmpty: () => !list.rows.length,
  })
}
