// Calls the JSON API with the session's cookie; an error answer becomes an Error with a readable message.
const { site, reader, signIn } = document.body.dataset

export class RequestFailed extends Error {}

export async function request(path, parameters, options) {
  return (await sendRequest(path, parameters, options)).json()
}

export async function sendRequest(path, parameters, { signal, body, method = body ? 'POST' : 'GET' } = {}) {
  const headers = { ...(reader && { 'X-PRM-Reader': reader }), ...(body && { 'Content-Type': 'application/json' }) }
  const response = await fetch(makeUrl(path, parameters), { signal, method, headers, body: body && JSON.stringify(body) })
  if (response.status === 401) location.assign(makeSignInUrl(location))
  if (!response.ok) throw new RequestFailed(await readError(response))
  return response
}

export function makeUrl(path, parameters = {}) {
  const given = Object.entries({ site, ...parameters }).filter(([, value]) => value != null && value !== '')
  return `/api/v1/${path}?${new URLSearchParams(given)}`
}

function makeSignInUrl({ pathname, search }) {
  return `${signIn}?${new URLSearchParams({ next: pathname + search })}`
}

async function readError(response) {
  const answer = await response.json().catch(() => ({}))
  return answer.error?.message ?? `The server answered ${response.status}.`
}
