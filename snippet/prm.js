// prm.js recognises a referral, remembers it and reports what it leads to; it never delays or breaks the page.
// The served size has a ceiling: before adding a line, measure what it costs with `make size`.
try {
  // The document's own property: an element of the page may be named `currentScript` and hide it.
  const { src, dataset: options } = Object.getOwnPropertyDescriptor(Document.prototype, 'currentScript').get.call(document)
  const endpoint = new URL(options.endpoint || 'e', src)
  const refNames = (options.refNames || 'ref,via,fpr,fp_ref,aff,a_aid,tap_a').split(',')
  // A `prm` without a queue is this script, loaded twice, or a variable of the page: spreading it throws and ends this one.
  const queue = self.prm ? [...prm.q] : []
  const attempt = (action, ...values) => {
    try {
      return action(...values)
    } catch {}
  }

  const disk = attempt(() => localStorage) || {}
  const memory = {}

  // `known` is the visitor and the referral. It is part of every event, whose own `url` and `timestamp` replace those of
  // `known`: the parameters and the time of the last arrival.
  let known, consent, storage, shownAt, lastPath
  // Milliseconds in view that make a visitor engaged; 0 after an interaction; NaN, which nothing exceeds, once reported.
  let engageAfter = 5000

  // The browser names a blob by a random UUID; crypto.randomUUID is younger than the browsers we serve.
  const makeUuid = () => URL.createObjectURL(new Blob()).slice(-36)

  const listen = (types, action) => {
    for (const type of types.split(' ')) addEventListener(type, event => attempt(action, event), true)
  }

  // --- storage: cookies on the registrable domain, and a copy that restores them

  const store = (name, value) => attempt(() => { storage[name] = value })

  const readCookie = name => attempt(() => document.cookie.split(name + '=')[1].split(';')[0])

  // Tries the shortest domain first, because only the browser knows which it accepts. An existing cookie is kept: one set
  // by the tracker outlives one set by a script. An empty value erases it.
  const writeCookie = (name, value = '') => attempt(() => {
    const pair = `${name}=${value}`
    const labels = document.domain.split('.')
    for (let from = labels.length; from-- && document.cookie.includes(pair) === !value;) {
      document.cookie = `${pair};domain=${labels.slice(from).join('.')};path=/;samesite=lax;max-age=${value ? consent === 'session' || (options.cookieDays || 365) * 86400 : 0};${isSecureContext && 'secure'}`
    }
  })

  const save = () => {
    const value = new URLSearchParams(known) + '&'
    store('prm_ref', value)
    if (consent !== 'none') {
      writeCookie('prm_ref', value)
      writeCookie('prm_visitor', known.visitor_id)
    }
  }

  // Only with full consent is anything stored on disk; what was kept elsewhere is moved.
  const allow = word => {
    consent = {
      granted: 'full',
      session: word,
      gpc: navigator.doNotTrack | navigator.globalPrivacyControl ? 'none' : 'full',
    }[word] || 'none'
    const from = consent === 'full' ? memory : disk
    storage = consent === 'full' ? disk : memory
    for (const name in from) {
      if (/^prm/.test(name)) {
        store(name, from[name])
        delete from[name]
      }
    }
  }

  // --- events: each kept under its own key until the tracker has answered, so tabs never overwrite one another

  const record = (type, fields) => {
    const now = Date.now()
    const event = {
      ...known,
      type,
      event_id: `0${now.toString(16)}-7`.replace(/.{8}/, '$&-') + makeUuid().slice(15),
      site: options.site,
      timestamp: now,
      url: location.href,
      referrer: document.referrer,
      consent,
      // A signature names its own customer, or none.
      customer_id: fields && fields.signature ? '' : known.customer_id,
      ...fields,
    }
    // A shop may use numbers as ids: the tracker expects text.
    const asText = (name, value) => (/_id$/.test(name) && value ? `${value}` : value)
    if (/sale/.test(type)) known.promo_code = ''
    save()
    // Last, so that the cookie of the tracker's answer is the later one. Keys sort by kind, then time: conversions last.
    send(`prm:${/lead|sale/.test(type)}${event.event_id}`, JSON.stringify(event, asText))
  }

  // Claimed for 20 s, so that no other tab sends it too. fetch first: sendBeacon does not report whether it arrived.
  const send = async (key, json) => {
    store(key, Date.now() + 20000 + json)
    try {
      const body = `${json.slice(0, -1)},"sent_at":${Date.now()}}`
      const answer = await attempt(fetch, endpoint, { method: 'POST', body, keepalive: true, credentials: 'include' })
      // Any other status, 429 and 5xx above all, is temporary: the event is sent again.
      if (answer ? /^2|40/.test(answer.status) : navigator.sendBeacon(endpoint, body)) return delete storage[key]
    } catch {}
    store(key, Date.now() + json)
    // The longer the page is open, the longer the pause.
    setTimeout(sendKept, performance.now() + 5000)
  }

  const sendKept = () => {
    const keys = Object.keys(storage).sort().filter(key => /^prm:/.test(key))
    while (keys[40]) delete storage[keys.shift()]
    for (const key of keys) if (navigator.onLine && storage[key].slice(0, 13) < Date.now()) send(key, storage[key].slice(13))
  }

  // --- what the visitor does

  const seePage = ({ persisted }) => {
    if (persisted | lastPath !== (lastPath = location.pathname)) record('pageview')
  }

  const look = ({ type }) => {
    const now = Date.now()
    if (document.hidden | type === 'pagehide') {
      if (known.url && now - shownAt > engageAfter) {
        engageAfter = NaN
        record('engage', { properties: { dwell_ms: now - shownAt } })
      }
      shownAt = NaN
      sendKept()
    } else shownAt = now
  }

  const interact = ({ type, target }) => {
    engageAfter *= 0
    for (const input of document.getElementsByName('prm_visitor')) input.value = known.visitor_id
    attempt(() => {
      // A shop may empty the field once the code is applied.
      [known.promo_code] = document.querySelector(options.promo).value.match(/.{1,99}/)
      save()
    })
    if (type === 'click') attempt(() => record('event', { name: target.closest('[data-prm-event]').dataset.prmEvent }))
    const link = target.closest('[href],form')
    const url = new URL(link.href || link.action)
    if (options.domains.split(',').includes(url.host)) {
      url.searchParams.set('prm_visitor', `${known.visitor_id}.${Date.now()}`)
      if (link.href) link.href = url
      else link.action = url
    }
  }

  const calls = {
    event: (type, name, properties) => record(type, { name, properties }),
    identify: (type, id, signature) => {
      const isSigned = signature && storage.prm_signed !== signature
      if (id && known.customer_id != (known.customer_id = id) | isSigned) {
        record(type, { customer_id: id, signature })
        if (isSigned) store('prm_signed', signature)
      }
    },
    consent: (type, word) => {
      writeCookie('prm_visitor')
      writeCookie('prm_ref', `consent=${word}`)
      allow(word)
      if (consent === 'none') known = { visitor_id: makeUuid() }
      known.consent = word
      save()
    },
    get: (type, callback) => {
      if (callback) callback(known)
      return known
    },
  }

  const start = () => {
    const now = Date.now()
    self.prm = (...words) => attempt(calls[words[0]] || record, ...words)
    known = Object.fromEntries(new URLSearchParams(readCookie('prm_ref') || disk.prm_ref))
    allow(known.consent || options.consent || 'granted')
    // The page that handed the visitor over has recorded the click; in an address that people share, it is too old to count.
    // Whoever is known already becomes another visitor on the word of the site's own pages alone, and never with a referral.
    const [, handed, handedAt] = location.href.match(/prm_visitor=([\w-]{36})\.(\d+)/) || []
    const own = readCookie('prm_visitor') || known.visitor_id
    const handedOver = Math.abs(now - handedAt - 12e4) < 18e4 && (!own || own === handed || !known.url && attempt(() =>
      [location.host, endpoint.host, ...(options.domains || '').split(',')].includes(new URL(document.referrer).host))) && handed
    known.visitor_id = handedOver || own || makeUuid()

    // A router keeps its query in the fragment: `#/pricing?ref=alice`.
    const query = new URLSearchParams(location.href.replace(/[?#]/g, '&'))
    let ref
    const arrival = [...query].filter(([name, value]) => refNames.includes(name)
      // The tracker rejects any other code, and would reject every later event that carries it.
      ? /^\P{C}{1,99}$/u.test(value) && (ref = value)
      : /^utm_|(click|clk?)id$/.test(name)).join()
    if (arrival) {
      // A reload, a restored tab or a link inside the site that carries the parameters on is the same referral.
      const isNew = known.url !== arrival || (now - known.timestamp > 1800000 && !performance.navigation.type)
      known.url = arrival
      known.timestamp = now
      if (isNew) {
        if (ref) known = { first_ref: ref, first_ref_timestamp: now, ...known, ref, ref_timestamp: now }
        if (!handedOver) record('click', { ref, sub_id: query.get('sub_id') })
      }
    }
    save()

    for (const name of `prm_visitor,${options.clean}`.split(',')) {
      if (query.get(name)) {
        const url = new URL(location)
        url.searchParams.delete(name)
        history.replaceState(history.state, '', url)
      }
    }
    if ('pageviews' in options) {
      seePage(options)
      listen('popstate pageshow', seePage)
      const original = history.pushState
      history.pushState = (...values) => {
        original.apply(history, values)
        attempt(seePage, values)
      }
    }
    for (const call of queue) prm(...call)
    sendKept()
    look(options)
    listen('pagehide visibilitychange', look)
    // All tabs come online at the same moment: the first to wake up claims what is kept.
    listen('online', () => setTimeout(sendKept, performance.now() % 5000))
    listen('pointerdown click', interact)
    if (query.get('prm_test')) import(new URL('prm_test.js', src))
  }

  // A prerendered page may never be seen: until it is, the stub keeps the calls.
  if (document.prerendering) listen('prerenderingchange', start)
  else start()

} catch {}
