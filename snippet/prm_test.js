// The panel of `?prm_test=1`: sends one test event, follows it up to attribution, says where it stopped and why.

const REASONS = {
  foreign_origin: `wrong host: ${location.host} is not one of the site's hosts; add it in the console`,
  unknown_site: 'the tracker knows no site of this key: compare data-site with the console',
  rate_limited: 'too many events from this address; wait a minute',
  overloaded: 'the tracker has no room or has not heard of its sites yet; the tag keeps events and tries again',
}
const WAITS = {
  redis_away: 'Redis is away: the tracker keeps events on its disk until it is back, then they go on by themselves',
  ingest_away: 'nobody stores: no ingest is running, so the event waits in Redis and is stored as soon as one is',
  on_its_way: 'ingest is running and has not stored it yet: it is behind, or ClickHouse is away; freshness in the console shows how far',
}
const LOOKS = 20
const PAUSE_MS = 500
const directory = new URL('./', import.meta.url).href
const tag = [...document.querySelectorAll('script[data-site]')].find(({ src }) => src.startsWith(directory))
const arrival = performance.getEntriesByType('navigation')[0] || {}
const known = prm('get')
const blocked = new Set()
addEventListener('securitypolicyviolation', ({ blockedURI }) => blocked.add(blockedURI))

const stations = [
  ['script', () => tag || stop('the tag that loaded this panel is gone from the page: was it copied into a bundle?')],
  ['page', () => (arrival.deliveryType === 'cache' ? 'out of the browser\'s cache: it may carry an older tag' : 'fresh')],
  ['parameter', () => (known.ref ? `partner's code ${known.ref}` : stop(explainParameter()))],
  ['cookie', () => (document.cookie.includes(`prm_visitor=${known.visitor_id}`) ? 'prm_visitor stands' : warn(explainCookie()))],
  ['tracker', sendTestEvent],
  ['Redis', () => 'the tracker answers 202 only when Redis, or its disk while Redis is away, has the event'],
  ['waiting', () => `${countKept()} events of this browser wait for their answer`],
  ['ClickHouse', explainFate],
  ['attribution', explainCredit],
]

const eventId = `0${Date.now().toString(16)}-7`.replace(/.{8}/, '$&-') + URL.createObjectURL(new Blob()).slice(-36).slice(15)
let endpoint
let fate
const rows = document.createElement('ol')
const panel = showPanel()
await followStations()

async function followStations() {
  for (const [name, look] of stations) {
    try {
      addRow('✓', name, await look())
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
  return answer.ok ? `${endpoint.href} answered ${answer.status}` : stop(`refused: ${explainRefusal(answer)}`)
}

// The report of a violation may come a moment after the refusal.
async function explainSilence() {
  await pause(100)
  const isForbidden = [...blocked].some(uri => endpoint.href.startsWith(uri))
  if (isForbidden) return `the Content-Security-Policy of this page forbids it: add ${endpoint.origin} to connect-src`
  return `no answer from ${endpoint.href}: a blocker, no network, or the tracker is away`
}

async function explainFate() {
  fate = await askUntil(({ state, reason }) => state !== 'waiting' || reason !== 'on_its_way')
  if (fate.state === 'waiting') return stop(`${WAITS[fate.reason]} (event ${eventId})`)
  if (fate.state === 'dead') return stop(`it cannot be stored and lies with the dead letters (\`prm dead-letter list\`): ${fate.reason}`)
  if (fate.state === 'duplicate') return stop(`taken for a repetition of another event: ${fate.reason}`)
  return `stored as event ${eventId}, channel ${fate.channel}, ref ${fate.ref}`
}

// Says of whom the code is to nobody: whoever opens the page with a code could ask.
async function explainCredit() {
  const { credit } = await askUntil(told => told.credit)
  if (!credit) return stop('the console, which knows the partners, does not answer: is it running?')
  const { is_known: isKnown, model, window_days: days } = credit
  if (!isKnown) return stop(`no partner of this site has the code ${fate.ref}: a sale would count for nobody until one has`)
  return `${fate.ref} is a partner's code: it earns on sales within ${days} days of a click, by ${model.replaceAll('_', ' ')}; this test counts nowhere`
}

// The last answer, if none is what we wait for. The policy of the page shall not hide which page asks.
async function askUntil(isDone) {
  const question = new URL(endpoint)
  question.search = new URLSearchParams({ site: tag.dataset.site, event_id: eventId })
  let told
  for (let look = 0; look < LOOKS; look++) {
    const answer = await fetch(question, { referrerPolicy: 'origin' }).catch(() => {})
    if (!answer?.ok) return stop(`the tracker does not say what became of it: ${explainRefusal(answer)}`)
    told = await answer.json()
    if (isDone(told)) break
    await pause(PAUSE_MS)
  }
  return told
}

function explainRefusal(answer) {
  const reason = answer?.headers.get('X-PRM-Rejected')
  return answer ? `${answer.status} ${REASONS[reason] || reason || 'by something on the way, not by the tracker'}` : 'no answer'
}

function pause(milliseconds) {
  return new Promise(resolve => { setTimeout(resolve, milliseconds) })
}

function explainParameter() {
  const query = new URL(arrival.name || location).searchParams
  query.delete('prm_test')
  return [...query].length
    ? `no partner's code in ${[...query.keys()].join(', ')}: name yours in data-ref-names, or something stripped it on the way`
    : 'no parameter arrived: open the page with ?ref=CODE&prm_test=1; if you did, a redirect has stripped it'
}

function explainCookie() {
  if (known.consent || tag.dataset.consent) return `none without consent (${known.consent || tag.dataset.consent})`
  return navigator.cookieEnabled ? 'none was kept: the browser or another script removes it; its copy in localStorage heals it' : 'this browser blocks cookies'
}

function countKept() {
  try {
    return Object.keys(localStorage).filter(key => key.startsWith('prm:')).length
  } catch {
    return 'no storage here, so none of the'
  }
}

function stop(why) {
  throw new Error(why)
}

function warn(why) {
  return `missing: ${why}`
}

function addRow(sign, name, words) {
  const row = document.createElement('li')
  row.textContent = `${sign} ${name}${typeof words === 'string' ? `: ${words}` : ''}`
  rows.append(row)
}

// Styled by script alone: a strict policy forbids style elements and attributes.
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
