// The panel of `?prm_test=1`: sends one test event, follows it up to attribution, and shows where it stopped and why.

const REASONS = {
  foreign_origin: `wrong host: ${location.host} is not one of the site's hosts; add it in the console, under Settings`,
  unknown_site: 'no site has this key: compare data-site with what `prm site list` prints',
  rate_limited: 'too many events from this address; wait a minute',
  overloaded: 'the tracker has no space left or has not loaded its sites yet; the tag keeps events and retries',
}
const WAITS = {
  redis_away: 'Redis is unavailable: the tracker keeps events on disk and sends them once Redis is back',
  ingest_away: 'no ingest is running: the event waits in Redis and is stored once one starts',
  on_its_way: 'ingest has not stored it yet: it is behind, or ClickHouse is unavailable; see "Complete until" in the console',
}
// As test_click.js makes them.
const CONSOLES_CODE = /^test-[a-z0-9]{1,6}$/
const POLLS = 20
const PAUSE_MS = 500
const directory = new URL('./', import.meta.url).href
const tag = [...document.querySelectorAll('script[data-site]')].find(({ src }) => src.startsWith(directory))
const arrival = performance.getEntriesByType('navigation')[0] || {}
const known = prm('get')
const blocked = new Set()
addEventListener('securitypolicyviolation', ({ blockedURI }) => blocked.add(blockedURI))

const steps = [
  ['script', () => tag || stop('the page has no tag that loaded this panel: was the script copied into a bundle?')],
  ['page', () => (arrival.deliveryType === 'cache' ? 'from the browser\'s cache: its tag may be outdated' : 'fresh')],
  ['parameter', () => (known.ref ? `partner's code ${known.ref}` : stop(explainParameter()))],
  ['cookie', () => (document.cookie.split('; ').includes(`prm_visitor=${known.visitor_id}`) ? 'prm_visitor is set' : warn(explainCookie()))],
  ['tracker', sendTestEvent],
  ['Redis', () => 'the tracker answers 202 only when Redis, or its disk while Redis is away, has the event'],
  ['waiting', () => `${countKept()} events of this browser are not confirmed yet`],
  ['ClickHouse', explainOutcome],
  ['attribution', explainCredit],
]

const eventId = `0${Date.now().toString(16)}-7`.replace(/.{8}/, '$&-') + URL.createObjectURL(new Blob()).slice(-36).slice(15)
let endpoint
let outcome
const rows = document.createElement('ol')
const panel = showPanel()
await followSteps()

async function followSteps() {
  for (const [name, check] of steps) {
    try {
      addRow('✓', name, await check())
    } catch ({ message }) {
      addRow('✗', name, message)
      panel.dataset.state = 'stopped'
      panel.dataset.at = name
      return
    }
  }
  panel.dataset.state = 'passed'
}

async function sendTestEvent() {
  const now = Date.now()
  const event = { type: 'event', name: 'prm_test', traffic: 'test', event_id: eventId, site: tag.dataset.site, url: location.href,
    visitor_id: known.visitor_id, ref: known.ref, consent: known.consent === 'denied' ? 'none' : 'full', timestamp: now, sent_at: now }
  endpoint = new URL(tag.dataset.endpoint || 'e', tag.src)
  const answer = await fetch(endpoint, { method: 'POST', body: JSON.stringify(event), credentials: 'include' }).catch(() => {})
  if (!answer) return stop(await explainSilence())
  return answer.ok ? `${endpoint.href} answered ${answer.status}` : stop(`rejected: ${explainRejection(answer)}`)
}

// The browser may report the violation a moment after the request fails.
async function explainSilence() {
  await pause(100)
  const isForbidden = [...blocked].some(uri => endpoint.href.startsWith(uri))
  if (isForbidden) return `the Content-Security-Policy of this page blocks it: add ${endpoint.origin} to connect-src`
  return `no answer from ${endpoint.href}: a blocker, no network, or the tracker is down`
}

async function explainOutcome() {
  outcome = await pollUntil(({ state, reason }) => state !== 'waiting' || reason !== 'on_its_way')
  if (outcome.state === 'waiting') return stop(`${WAITS[outcome.reason]} (event ${eventId})`)
  if (outcome.state === 'dead') return stop(`it cannot be stored and is a dead letter (\`prm dead-letter list\`): ${outcome.reason}`)
  if (outcome.state === 'duplicate') return stop(`a duplicate of another event: ${outcome.reason}`)
  return `stored as event ${eventId}, channel ${outcome.channel}, ref ${outcome.ref}`
}

// Never names the partner, and without a signed link not even whether there is one: anyone could try out codes.
async function explainCredit() {
  const { credit, is_signed: isSigned } = await pollUntil(answer => answer.credit || !answer.is_signed)
  if (!isSigned) return `whether ${outcome.ref || 'a code'} is a partner's is shown after a test link, made by the console or \`prm site test-link\`; it is valid for a day`
  if (!credit) return stop('no answer from the console, which has the partners: check that it runs')
  const { is_known: isKnown, model, window_days: days } = credit
  if (!isKnown && CONSOLES_CODE.test(outcome.ref)) return `the console's own code ${outcome.ref} is no partner's: all before it works; a partner's code would earn`
  if (!isKnown) return stop(`no partner of this site has the code ${outcome.ref}: sales stay unattributed until one has`)
  return `${outcome.ref} is a partner's code: it earns on sales within ${days} days of a click, by ${model.replaceAll('_', ' ')}; this test is in no report`
}

// Returns the last answer in any case. The page's referrer policy must not hide its origin.
async function pollUntil(isDone) {
  const url = new URL(endpoint)
  const test = new URL(arrival.name || location).searchParams.get('prm_test') || ''
  url.search = new URLSearchParams({ site: tag.dataset.site, event_id: eventId, test })
  let outcome
  for (let poll = 0; poll < POLLS; poll++) {
    const answer = await fetch(url, { referrerPolicy: 'origin' }).catch(() => {})
    if (!answer?.ok) return stop(`the tracker does not report the outcome: ${explainRejection(answer)}`)
    outcome = await answer.json()
    if (isDone(outcome)) break
    await pause(PAUSE_MS)
  }
  return outcome
}

function explainRejection(answer) {
  const reason = answer?.headers.get('X-PRM-Rejected')
  return answer ? `${answer.status} ${REASONS[reason] || reason || 'from something between browser and tracker'}` : 'no answer'
}

function pause(milliseconds) {
  return new Promise(resolve => { setTimeout(resolve, milliseconds) })
}

function explainParameter() {
  const query = new URL(arrival.name || location).searchParams
  query.delete('prm_test')
  return [...query].length
    ? `no partner's code in ${[...query.keys()].join(', ')}: name yours in data-ref-names, or check what strips it on the way`
    : 'no parameter arrived: open the page with ?ref=CODE&prm_test=1; if you did, a redirect strips it'
}

function explainCookie() {
  if (known.consent || tag.dataset.consent) return `none without consent (${known.consent || tag.dataset.consent})`
  return navigator.cookieEnabled ? 'not set: the browser or another script removes it; the copy in localStorage restores it' : 'this browser blocks cookies'
}

function countKept() {
  try {
    return Object.keys(localStorage).filter(key => key.startsWith('prm:')).length
  } catch {
    return 'local storage is unavailable, so an unknown number of'
  }
}

function stop(reason) {
  throw new Error(reason)
}

function warn(reason) {
  return `missing: ${reason}`
}

function addRow(sign, name, text) {
  const row = document.createElement('li')
  row.textContent = `${sign} ${name}${typeof text === 'string' ? `: ${text}` : ''}`
  rows.append(row)
}

// Styled by script: a strict policy forbids style elements and attributes.
function showPanel() {
  const host = document.createElement('prm-test')
  Object.assign(host.style, { position: 'fixed', right: '1em', bottom: '1em', zIndex: 2147483647, maxWidth: '28em' })
  const shown = host.attachShadow({ mode: 'open' })
  Object.assign(rows.style, { margin: 0, padding: '1em', listStyle: 'none', font: '14px/1.5 system-ui', background: '#fff',
    color: '#222', border: '1px solid #888', borderRadius: '6px' })
  rows.setAttribute('role', 'status')
  shown.append(rows)
  document.documentElement.append(host)
  return host
}
