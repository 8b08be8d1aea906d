// Asks the JSON API with the session's cookie; a refusal becomes an Error whose message a person can read.
const { site, reader, door } = document.body.dataset

export class Refused extends Error {}

export async function ask(path, parameters, options) {
  return (await fetchAnswer(path, parameters, options)).json()
}

export async function fetchAnswer(path, parameters, { signal, body, method = body ? 'POST' : 'GET' } = {}) {
  const headers = { ...(reader && { 'X-PRM-Reader': reader }), ...(body && { 'Content-Type': 'application/json' }) }
  const response = await fetch(addressOf(path, parameters), { signal, method, headers, body: body && JSON.stringify(body) })
  if (response.status === 401) location.assign(doorTo(location))
  if (!response.ok) throw new Refused(await reasonOf(response))
  return response
}

export function addressOf(path, parameters = {}) {
  const given = Object.entries({ site, ...parameters }).filter(([, value]) => value != null && value !== '')
  return `/api/v1/${path}?${new URLSearchParams(given)}`
}

function doorTo({ pathname, search }) {
  return `${door}?${new URLSearchParams({ next: pathname + search })}`
}

async function reasonOf(response) {
  const answer = await response.json().catch(() => ({}))
  return answer.error?.message ?? `The server answered ${response.status}.`
}
