// Calls the JSON API with the session's cookie; an error answer becomes an Error with a readable message.
const { site, reader, signIn } = document.body.dataset

// How often a page asks again by itself; after that it shows the server's answer.
const RETRIES = 4
const LONGEST_PAUSE_SECONDS = 10

export class RequestFailed extends Error {}

export async function request(path, parameters, options) {
  return (await sendRequest(path, parameters, options)).json()
}

export async function sendRequest(path, parameters, { signal, body, method = body ? 'POST' : 'GET' } = {}) {
  const headers = { ...(reader && { 'X-PRM-Reader': reader }), ...(body && { 'Content-Type': 'application/json' }) }
  const options = { signal, method, headers, body: body && JSON.stringify(body) }
  const response = await fetchPatiently(makeUrl(path, parameters), options, isRepeatable(path, method) ? RETRIES : 0)
  if (response.status === 401) location.assign(makeSignInUrl(location))
  if (!response.ok) throw new RequestFailed(await readError(response))
  return response
}

// The freshness is polled anyway; a funnel changes nothing, though it is a POST.
function isRepeatable(path, method) {
  return path === 'funnel' || (method === 'GET' && path !== 'freshness')
}

// Where too much is asked at once the server says when to retry.
async function fetchPatiently(url, options, retries) {
  const response = await fetch(url, options)
  const seconds = Number(response.headers.get('Retry-After'))
  if (![429, 503].includes(response.status) || !seconds || !retries) return response
  await pause(Math.min(seconds, LONGEST_PAUSE_SECONDS) * 1000, options.signal)
  return fetchPatiently(url, options, retries - 1)
}

function pause(milliseconds, signal) {
  return new Promise((resume, fail) => {
    const timer = setTimeout(resume, milliseconds)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      fail(signal.reason)
    })
  })
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
