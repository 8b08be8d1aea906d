// A link carries its token behind `#`: no server, log or referrer sees it; it leaves the address bar at once.
export function postLinkToken() {
  const form = document.querySelector('[data-link-token]')
  const token = decodeURIComponent(location.hash.slice(1))
  if (!token || !form) return
  history.replaceState(null, '', location.pathname)
  form.elements.token.value = token
  form.submit()
}
