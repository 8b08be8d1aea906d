// The buttons beside somebody's own link: share it, show it as a QR code. Copying is bound for every page.
import { find } from './elements.js'
import { t } from './texts.js'

export function bindOwnLink() {
  bindShare()
  bindQr()
}

function bindShare() {
  const button = find('[data-share]')
  button.hidden = !navigator.share
  button.addEventListener('click', () => {
    // Whoever closes the sheet without a choice has done nothing wrong.
    navigator.share({ title: button.dataset.shareTitle, url: button.dataset.share }).catch(() => {})
  })
}

function bindQr() {
  const button = find('[data-show-qr]')
  button.addEventListener('click', () => {
    const picture = find('#own-link-qr')
    picture.hidden = !picture.hidden
    button.setAttribute('aria-expanded', !picture.hidden)
    button.textContent = picture.hidden ? t('Show QR code') : t('Hide QR code')
  })
}
