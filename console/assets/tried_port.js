// First run: the port of a shop that is tried. A site's hosts have none, so this tab keeps it as it was typed.
const KEY = 'prm_tried_port'

/** Of the first host that was typed, like `localhost:8600`. */
export function keepPort(hosts) {
  const typed = /^\s*(?:[a-z]+:\/\/)?([^/:\s]+):(\d+)/i.exec(hosts)
  if (typed) sessionStorage.setItem(KEY, typed.slice(1).join(' '))
  else sessionStorage.removeItem(KEY)
}

/** The address of the site with the port, if one was typed for its host. */
export function addPort(home) {
  const [host, port] = (sessionStorage.getItem(KEY) ?? '').split(' ')
  if (!URL.canParse(home) || new URL(home).hostname !== host.toLowerCase()) return home
  const address = new URL(home)
  address.port = port
  return address.href
}
