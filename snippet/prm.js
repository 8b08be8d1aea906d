// prm.js recognises a referral, remembers it and reports what it leads to; it never stands in the page's way.
(() => {
  const script = document.currentScript
  const stub = window.prm
  // A `prm` without a queue is this script, pasted twice, or something of the page's own.
  if (!script || (stub && !stub.q)) return

  const SAME_REFERRAL_MS = 30 * 60 * 1000
  const HAND_OVER_MS = 60 * 1000
  const ANSWER_MS = 20 * 1000
  const RETRY_MS = 5 * 1000
  const LONGEST_RETRY_MS = 60 * 60 * 1000
  const MOST_KEPT = 40
  const FIELD = /^(order_id|amount|currency|customer_id|email|promo_code)$/
  const CAMPAIGN =
    /^(utm_.+|\w*cl(ic)?k?id|[gw]braid|li_fat_id|epik|rdt_cid|ScCid|tblci|awc|cjevent|igshid|mc_[ce]id|_hsenc)$/
  // The edge refuses any other; remembered, it would take every later event with it.
  const IDENTIFIER = /^[^\0-\x1f\x7f-\x9f]{1,128}$/

  const options = script.dataset
  // Beside the script, under whatever prefix a proxy of the client's own serves both.
  const endpoint = new URL(options.endpoint || 'e', script.src)
  const refNames = (options.refNames || 'ref,via,fpr,fp_ref,aff,a_aid,tap_a').split(',')
  // Where localStorage is blocked a plain object answers like it, for as long as the page lives.
  const storage = attempt(() => localStorage) || {}
  // Who hands a visitor over has recorded the click; an address that people pass on is too old to be believed.
  const [mark, handed, handedAt] = location.search.match(/&?prm_visitor=([\w-]{36})\.(\d{13})/) || []
  const handedOver = Date.now() - handedAt < HAND_OVER_MS && handed
  const failed = new Set()
  const visitor = {}
  let referral = {}
  let cookieDomain, retryTimer

  const calls = {
    event: (name, fields) => record('event', fields, { name }),
    identify: id => {
      visitor.customer_id = `${id}`
      const known = visitor.visitor_id + id
      if (storage.prm_customer !== known) record('identify')
      storage.prm_customer = known
    },
    get: callback => {
      const known = { ...visitor, ...referral }
      if (callback) callback(known)
      return known
    },
  }

  // A prerendered page may never be seen: until it is, the stub keeps the calls.
  if (document.prerendering) listen(document, 'prerenderingchange', start)
  else attempt(start)

  function start() {
    const prm = (name, ...values) => attempt(() => (calls[name] ? calls[name](...values) : record(name, values[0])))
    window.prm = prm
    attempt(findCookieDomain)
    // Who copies the address from the bar passes no visitor on.
    if (mark) history.replaceState(history.state, '', location.href.replace(mark, ''))
    const known = handedOver || recall('prm_visitor') || makeUuid('xxxxxxxx-xxxx-4')
    visitor.visitor_id = remember('prm_visitor', known)
    attempt(recallReferral)
    attempt(recordClick)
    if ('pageviews' in options) {
      prm('pageview')
      listen(window, 'pageshow', shown => shown.persisted && prm('pageview'))
    }
    if (stub) for (const call of stub.q) prm(...call)
    sendKept()
    // All tabs come online at one moment; the first to wake up claims what is kept.
    listen(window, 'online', () => setTimeout(sendKept, Math.random() * 1000))
    listen(document, 'visibilitychange', () => navigator.onLine && sendKept(document.hidden))
  }

  // --- the referral

  function recallReferral() {
    const kept = recall('prm_ref')
    if (kept) referral = JSON.parse(decodeURIComponent(remember('prm_ref', kept)))
  }

  function recordClick() {
    // A router keeps its query behind the fragment: `#/pricing?ref=alice`.
    const query = [...new URLSearchParams(location.search + location.hash.replace(/^#(.*\?)?/, '&'))]
    const find = names => (query.find(([name, value]) => names.includes(name) && IDENTIFIER.test(value)) || '')[1]
    const ref = find(refNames)
    if (!isNew(query.filter(([name]) => refNames.includes(name) || CAMPAIGN.test(name)).join())) return
    if (ref) {
      const now = Date.now()
      referral = { first_ref: ref, first_ref_timestamp: now, ...referral, ref, ref_timestamp: now }
      remember('prm_ref', encodeURIComponent(JSON.stringify(referral)))
    }
    if (!handedOver) record('click', {}, { ref, sub_id: find(['sub_id']) })
  }

  // A reload, a restored tab or a link inside the site that carries the parameters on is the same referral.
  function isNew(arrival) {
    if (!arrival) return
    const now = Date.now()
    const last = storage.prm_click || ''
    attempt(() => { storage.prm_click = now + arrival })
    return last.slice(13) !== arrival || (now - last.slice(0, 13) > SAME_REFERRAL_MS && !performance.navigation.type)
  }

  // --- memory: a cookie on the registrable domain, and a copy that heals it

  function recall(name) {
    return attempt(() => document.cookie.match(`(^|; )${name}=([^;]+)`)[2]) || storage[name]
  }

  function remember(name, value) {
    // On the page's own domain the tracker sets the visitor's cookie, for longer than a script may: hands off.
    const isKept = () => endpoint.host.includes(cookieDomain) && document.cookie.includes(value)
    attempt(() => isKept() || writeCookie(name, value, (options.cookieDays || 365) * 86400))
    attempt(() => { storage[name] = value })
    return value
  }

  function writeCookie(name, value, seconds) {
    const secure = location.protocol === 'https:' ? ';secure' : ''
    document.cookie = `${name}=${value};domain=${cookieDomain};path=/;max-age=${seconds};samesite=lax${secure}`
  }

  // The shortest domain that the browser accepts; none where it accepts only the host itself.
  function findCookieDomain() {
    const labels = location.hostname.split('.')
    for (let from = labels.length; from--;) {
      cookieDomain = labels.slice(from).join('.')
      writeCookie('prm_trial', 1, 9)
      if (recall('prm_trial')) return writeCookie('prm_trial', 1, 0)
    }
    cookieDomain = ''
  }

  // --- events: each kept under a key of its own until the edge has answered, so tabs never overwrite one another

  function record(type, fields, own) {
    const now = Date.now()
    const event = {
      type,
      event_id: makeUuid(now.toString(16).padStart(12, 0).replace(/.{8}/, '$&-') + '-7'),
      site: options.site,
      timestamp: now,
      url: location.href.slice(0, 2048),
      referrer: document.referrer,
      ref: referral.ref,
      ...visitor,
      ...own,
      properties: {},
    }
    for (const [name, value] of Object.entries({ ...fields, ...fields?.properties, properties: null })) {
      if (value == null) continue
      const place = FIELD.test(name) ? event : event.properties
      place[name] = name === 'amount' ? +value : `${value}`
    }
    send(`prm:${/lead|sale/.test(type)}${event.event_id}`, JSON.stringify(event))
  }

  function send(key, json) {
    keep(key, json, ANSWER_MS)
    failed.delete(key)
    transmit(json).then(status => attempt(() => settle(key, json, status)))
  }

  // Answers the status, if there is one. fetch first: sendBeacon never tells whether the edge took it.
  async function transmit(json) {
    try {
      const body = `${json.slice(0, -1)},"sent_at":${Date.now()}}`
      const request = attempt(() => fetch(endpoint, { method: 'POST', body, keepalive: true, credentials: 'include' }))
      return request ? (await request).status : navigator.sendBeacon(endpoint, body) && 202
    } catch {}
  }

  function settle(key, json, status) {
    if (status && status < 500 && status !== 429) return delete storage[key]
    failed.add(key)
    // The older, the later; but at once when an offline browser is back.
    const age = Date.now() - JSON.parse(json).timestamp
    keep(key, json, navigator.onLine ? Math.min(age, LONGEST_RETRY_MS) + RETRY_MS : 0)
    if (navigator.onLine) sendKept()
  }

  // What has waited long enough; a page that is left also sends what it failed to send itself.
  function sendKept(isLeaving) {
    for (const key of listKept()) {
      const pause = storage[key].slice(0, 13) - Date.now()
      if (pause <= 0 || (isLeaving && failed.has(key))) {
        send(key, storage[key].slice(13))
      } else {
        clearTimeout(retryTimer)
        retryTimer = setTimeout(sendKept, pause)
      }
    }
  }

  function keep(key, json, pause) {
    attempt(() => { storage[key] = Date.now() + pause + json })
    const keys = listKept()
    if (keys.length > MOST_KEPT) delete storage[keys[0] < 'prm:t' ? keys[0] : keys.pop()]
  }

  // Conversions last, and each kind by time.
  function listKept() {
    return Object.keys(storage).filter(key => /^prm:/.test(key)).sort()
  }

  // --- small words

  function makeUuid(head) {
    const random = () => (crypto.getRandomValues(new Uint8Array(1))[0] % 16).toString(16)
    return `${head}xxx-axxx-xxxxxxxxxxxx`.replace(/x/g, random)
  }

  function listen(target, type, action) {
    target.addEventListener(type, event => attempt(() => action(event)))
  }

  function attempt(action) {
    try {
      return action()
    } catch {}
  }
})()
