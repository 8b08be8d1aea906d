// The drawer of one conversion, linked by its row; what is in it is loaded with the first one that is opened.
import { loadPart, request } from './api.js'
import { makeDrawer } from './drawer.js'
import { find } from './elements.js'
import { bindWhy } from './why.js'

/** `onChange()` is called when it is closed after something was changed. */
export function makeConversionDrawer(onChange) {
  const state = { isChanged: false, said: '' }
  bindWhy()
  const drawer = makeDrawer('conversion', {
    load: id => Promise.all([request(`conversions/${encodeURIComponent(id)}/why`), loadPart(import('./conversion_panel.js'))]),
    draw: ([trace, { drawConversion }]) => drawConversion(trace, state, said => {
      Object.assign(state, { isChanged: true, said })
      drawer.reload().then(() => find('#drawer-conversion').focus())
    }),
    onClose: () => {
      if (state.isChanged) onChange()
      Object.assign(state, { isChanged: false, said: '' })
    },
  })
}
