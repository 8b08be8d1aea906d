// A partner's link carries its token behind `#`: no server, log or referrer sees it; it leaves the address bar at once.
export function startPartnerSignIn() {
  const token = decodeURIComponent(location.hash.slice(1))
  if (!token) return
  const form = document.querySelector('[data-partner-sign-in]')
  history.replaceState(null, '', location.pathname)
  form.elements.token.value = token
  form.submit()
}
