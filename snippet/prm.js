// prm.js recognises a referral, remembers it and reports what it leads to; it never delays or breaks the page.
// The served size has a ceiling: before adding a line, measure what it costs with `make size`.
try {
  // The document's own property: an element of the page may be named `currentScript` and hide it.
  const { src, dataset: options } = Reflect.get(Document.prototype, 'currentScript', document)
  const endpoint = new URL(options.endpoint || 'e', src)
  // These names, and those of click ids below, are of events/link_parameters.py: a test compares them.
  const refNames = (options.refNames || 'ref,via,fpr,fp_ref,aff,a_aid,tap_a,tap_s,afmc,sca_ref,rfsn').split(',')
  const domains = (options.domains || '').split(',')
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

  // What the tracker would reject, a sale with it, is never remembered.
  const pick = text => text.trim().match(/^\P{Cc}{1,128}$/u)

  // Not the words that a page without the value prints in its place; `null` is also what `pick` finds in no id.
  const pickName = id => `${pick(`${id}`)}`.replace(/^\W?(guest|object .+|undefined|false|nan|{.+}|none|null|0)\W?$/i, '')

  const listen = (types, action, target = self) => {
    for (const type of types.split(' ')) target.addEventListener(type, event => attempt(action, event), true)
  }

  // --- storage: cookies on the registrable domain, and a copy that restores them

  const store = (name, value, place = storage) => attempt(() => { place[name] = value })

  const readCookie = name => attempt(() => document.cookie.match(`(^|; )${name}=([^;]*)`)[2])

  // Tries the shortest domain first, because only the browser knows which it accepts. An existing cookie is kept: one set
  // by the tracker outlives one set by a script. An empty value erases it.
  const writeCookie = (name, value) => attempt(() => {
    const labels = document.domain.split('.')
    for (let from = labels.length; from-- && readCookie(name) != value;) {
      document.cookie = `${name}=${value};domain=${labels.slice(from).join('.')};path=/;samesite=lax;max-age=${value ? consent === 'session' || (options.cookieDays || 365) * 86400 : 0};${isSecureContext && 'secure'}`
    }
  })

  const save = () => {
    let value = new URLSearchParams(known) + '&'
    store('prm_ref', value)
    if (consent !== 'none') {
      writeCookie('prm_ref', value)
      writeCookie('prm_visitor', known.visitor_id)
    } else if (known.consent) {
      // A no is kept as long as a yes.
      writeCookie('prm_ref', value = `consent=${known.consent}`)
      store('prm_ref', value, disk)
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
      if (/^prm:[ft]|^prm_(ref|signed)$/.test(name)) {
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
      event_id: (1e11 + now.toString(16) + '-7').slice(-14).replace(/.{8}/, '$&-') + makeUuid().slice(15),
      site: options.site,
      timestamp: now,
      url: location.href.slice(0, 2048),
      referrer: document.referrer,
      consent,
      // A signature names its own customer, or none.
      customer_id: fields && fields.signature ? '' : known.customer_id,
      ...fields,
    }
    if (/sale/.test(type)) known.promo_code = ''
    save()
    // Last, so that the cookie of the tracker's answer is the later one. Keys sort by kind, then time: conversions last.
    send(`prm:${/lead|sale/.test(type)}${event.event_id}`, JSON.stringify(event, (name, value) =>
      // A shop may use numbers as ids: the tracker expects text.
      name === 'customer_id' ? pickName(value) : /_id$/.test(name) && value ? `${value}` : value))
  }

  // Claimed for 20 s, so that no other tab sends it too. fetch first: sendBeacon does not report whether it arrived.
  const send = async (key, json) => {
    store(key, Date.now() + 20000 + json)
    const body = `${json.slice(0, -1)},"sent_at":${Date.now()}}`
    try {
      const answer = await attempt(fetch, endpoint, { keepalive: true, method: 'POST', body, credentials: 'include' })
      // 202 is the tracker's own word, six others are its last. Anything else may come from what stands between, like a
      // service worker's page for offline, and is temporary: the event is sent again.
      if (answer ? /202|4(0[013]|1[03]|22)/.test(answer.status) : navigator.sendBeacon(endpoint, body)) return delete storage[key]
    } catch {
      // Rejected: there is no network, or a tool of the page has added what the answer to a preflight does not allow.
      attempt(() => navigator.sendBeacon(endpoint, body))
    }
    store(key, Date.now() + json)
    // The longer the page is open, the longer the pause.
    setTimeout(sendKept, performance.now() + 5000)
  }

  const sendKept = () => {
    // Characters, of which an event takes 5,000 at least: 40 events. Conversions come first, of each kind the newest.
    let room = 2e5
    for (const key of Object.keys(storage).sort().reverse()) {
      if (/^prm:[ft]/.test(key)) {
        if ((room -= Math.max(storage[key].length, 5000)) < 0) delete storage[key]
        // A clock may stand at 1970: the time of the claim is not always as long.
        else if (navigator.onLine && parseInt(storage[key]) < Date.now()) send(key, storage[key].replace(/\d+/, ''))
      }
    }
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

  const interact = event => {
    engageAfter *= 0
    for (const input of document.getElementsByName('prm_visitor')) input.value = known.visitor_id
    attempt(() => {
      // A shop may empty the field once the code is applied.
      [known.promo_code] = pick(document.querySelector(options.promo).value)
      save()
    })
    // The whole path, through shadow roots too. A form that a button elsewhere names is on the path of its own event.
    const path = event.composedPath()
    if (event.type === 'click') {
      attempt(() => record('event', { name: path.find(node => attempt(() => node.dataset.prmEvent)).dataset.prmEvent }))
    }
    for (const node of path) {
      for (const attribute of node.attributes || []) attempt(() => {
        // `formaction` and `xlink:href` too; a form's own property may be hidden by an input named `action`.
        const url = /(href|action)$/.test(attribute.name) && new URL(attribute.value, node.baseURI)
        if (url.host != location.host && domains.includes(url.host || url)) {
          url.search = url.search.replace(/[?&]prm_visitor=[^&]*/, '').replace(/.$/, '$&&') + `prm_visitor=${known.visitor_id}.${Date.now()}`
          attribute.value = url
        }
      })
    }
  }

  const calls = {
    event: (type, name, properties) => record(type, { name, properties }),
    identify: (type, id, signature) => {
      const isSigned = signature && storage.prm_signed !== signature
      if ((id = pickName(id)) && known.customer_id != (known.customer_id = id) | isSigned) {
        record(type, { customer_id: id, signature })
        if (isSigned) store('prm_signed', signature)
      }
    },
    consent: (type, word) => {
      writeCookie('prm_visitor')
      allow(word)
      if (consent === 'none') known = { visitor_id: makeUuid() }
      known.consent = word
      save()
    },
    get: (type, callback) => {
      attempt(callback, { ...known })
      return { ...known }
    },
  }

  const start = () => {
    const now = Date.now()
    self.prm = (...words) => attempt(calls[words[0]] || record, ...words)
    known = Object.fromEntries(new URLSearchParams(readCookie('prm_ref') || disk.prm_ref))
    allow(known.consent || options.consent || 'granted')
    // A router keeps its query in the fragment: `#/pricing?ref=alice`. What is no parameter is matched too: where nothing
    // matches, a long one would be tried from each of its characters on.
    let pairs = ''
    const cut = text => `${text}&`.replace(/([^?&=#]+)(=[^&]*&|&)?/g, (pair, name) => {
      pairs += pair + '&'
      return `prm_visitor,${options.clean}`.split(',').includes(name) ? '' : pair
    }).slice(0, -1)
    const rest = cut(location.search) + cut(location.hash)
    const query = new URLSearchParams(pairs)
    // The page that handed the visitor over has recorded the click; in an address that people share, it is too old to count.
    // Whoever is known already becomes another visitor on the word of the site's own pages alone, and never with a referral.
    const [handed, handedAt] = (query.get('prm_visitor') || '').split('.')
    const own = pickName(readCookie('prm_visitor')) || known.visitor_id
    const handedOver = /^[\w-]{36}$/.test(handed) && (own === handed || Math.abs(now - handedAt - 12e4) < 18e4 && (!own ||
      !known.url && [location.host, endpoint.host, ...domains].includes(document.referrer.split('/')[2]))) && handed
    known.visitor_id = handedOver || own || makeUuid()

    let ref
    const arrival = [...query].filter(([name, value]) => refNames.includes(name)
      ? (value = pick(value)) && ([ref] = value)
      : /^utm_|^(epik|cjevent|awc|_hsenc|tblci)$|(mc_.|click|bra|rdt_c|_fat_|clk?|ScC|igsh)id$/.test(name)).join().slice(0, 2048)
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

    // The document's address has the name and password that `location` may lack and `replaceState` requires.
    if (rest !== location.search + location.hash) attempt(() => history.replaceState(history.state, '', document.URL.match(/[^?#]*/) + rest))
    if ('pageviews' in options) {
      seePage(options)
      listen('popstate pageshow', seePage)
      for (const name of ['pushState', 'replaceState']) {
        const original = history[name]
        history[name] = (...values) => {
          original.apply(history, values)
          attempt(seePage, values)
        }
      }
      // A page may have a variable of this name.
      attempt(listen, 'currententrychange', seePage, self.navigation)
    }
    for (const call of queue) prm(...call)
    sendKept()
    look(options)
    listen('pagehide visibilitychange', look)
    // All tabs come online at the same moment: the first to wake up claims what is kept.
    listen('online', () => setTimeout(sendKept, performance.now() % 5000))
    listen('pointerdown click submit', interact)
    if (query.get('prm_test')) import(new URL('prm_test.js', src))
  }

  // A prerendered page may never be seen: until it is, the stub keeps the calls.
  if (document.prerendering) listen('prerenderingchange', start)
  else start()

} catch {}
