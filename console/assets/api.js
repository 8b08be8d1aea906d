// Calls the JSON API with the session's cookie; an error answer becomes an Error with a readable message.
import { t } from './texts.js'

const { site, reader, signIn } = document.body.dataset

// How often a page asks again by itself; after that it shows the server's answer.
const RETRIES = 4
const LONGEST_PAUSE_SECONDS = 10

/** `message` is for people; `status` is 0 where nobody answered; `field` is the one that the API objects to. */
class RequestFailed extends Error {
  constructor(message, { status = 0, code = '', field = null } = {}) {
    super(message)
    Object.assign(this, { status, code, field })
  }

  /** Whether the same request may be answered a while later. */
  get isTemporary() {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

/** `body` is sent as JSON, `file` as it is. */
export async function request(path, parameters, options) {
  return (await sendRequest(path, parameters, options)).json()
}

/** Sends a file as it is; the query says in `format` what it is. */
export const sendFile = (path, parameters, file) => request(path, parameters, { file })

export async function sendRequest(path, parameters, { signal, body, file, method = body || file ? 'POST' : 'GET' } = {}) {
  const headers = { ...(reader && { 'X-PRM-Reader': reader }), ...(body && { 'Content-Type': 'application/json' }) }
  const options = { signal, method, headers, body: file ?? (body && JSON.stringify(body)) }
  const response = await fetchPatiently(makeUrl(path, parameters), options, isRepeatable(path, method) ? RETRIES : 0)
  if (response.status === 401) location.assign(makeSignInUrl(location))
  if (!response.ok) throw await readError(response)
  return response
}

// These change nothing, though they are POSTs. The freshness is polled anyway.
const QUESTIONS = ['funnel', 'terms/preview', 'terms/sample']

function isRepeatable(path, method) {
  return QUESTIONS.includes(path) || (method === 'GET' && path !== 'freshness')
}

// Where too much is asked at once the server says when to retry.
async function fetchPatiently(url, options, retries) {
  const response = await fetch(url, options).catch(explainSilence)
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
  const { error = {} } = await response.json().catch(() => ({}))
  return new RequestFailed(error.message ? t(error.message) : t('The server answered {status}.', { status: response.status }), { ...error, status: response.status })
}

/** The module of an `import(…)`, which is loaded when it is asked for; else an error for people. */
export const loadPart = loading => loading.catch(explainSilence)

// A browser's own words for it differ and help nobody.
function explainSilence(error) {
  if (error.name === 'AbortError') throw error
  throw new RequestFailed(t('The server does not answer.'))
}
