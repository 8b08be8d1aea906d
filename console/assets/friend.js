// A friend's own page: his link, and amounts as his browser's language writes them.
import { find } from './elements.js'
import { formatMoney } from './formats.js'
import { bindOwnLink } from './own_link.js'

export function startFriend() {
  // A link that opens nothing has none.
  if (!find('[data-own-link]')) return
  bindOwnLink()
  for (const place of document.querySelectorAll('[data-money]')) {
    place.textContent = formatMoney({ amount: place.dataset.money, currency: place.dataset.currency })
  }
}
