-- Writes events as ingest would have, without leaving the engine: five of a visitor within days, a third of the visitors
-- sent by a thousand partners, a fifth of the events clicks, one in forty a sale.
-- Grain: one event a number, in the order of time.
-- Params: first, rows: the numbers; from_ms, step_us: the moment of number 0 and the time between two.
insert into events
    (site_id, event_id, type, timestamp, received_at, source, traffic, consent, visitor_id, customer_id, ref, sub_id, link,
     promo_code, channel, utm_source, utm_medium, utm_campaign, click_id_kind, url, url_path, referrer, referrer_host,
     name, order_id, amount_minor, currency, email_hash, email_kind, properties, country, city, asn, network, ip_hash,
     ip_prefix, browser, os, device, agent_hash, batch)
with
    number + {first:UInt64} as n,
    -- Visitors come and go: those of an event are among the four thousand that are new about then.
    intDiv(n, 5) + toUInt64(pow(cityHash64(n, 'visit') % 4096 / 4096, 3) * 4096) as visitor,
    cityHash64(visitor) as who,
    cityHash64(n) as chance,
    multiIf(
        chance % 1000 < 550, 'pageview', chance % 1000 < 750, 'click', chance % 1000 < 900, 'engage',
        chance % 1000 < 950, 'event', chance % 1000 < 970, 'lead', chance % 1000 < 995, 'sale', 'refund'
    ) as kind,
    kind in ('lead', 'sale', 'refund') as is_conversion,
    who % 3 = 0 as is_referred,
    toUInt64(pow(who % 100003 / 100003, 3) * 1000) as partner,
    fromUnixTimestamp64Milli({from_ms:Int64} + toInt64(intDiv(n * {step_us:UInt64}, 1000)), 'UTC') as moment,
    concat('/', ['coffee', 'tea', 'club', 'blog', 'bag'][1 + chance % 5], '/', toString(intDiv(chance, 5) % 1000)) as path
select
    1 + toUInt32(pow(who % 1009 / 1009, 2) * 20),
    dateTimeToUUIDv7(toDateTime(moment)),
    kind,
    moment,
    moment + toIntervalMillisecond(chance % 900),
    if(is_conversion and chance % 2 = 0, 'server', 'browser'),
    multiIf(who % 100 < 88, 'human', who % 100 < 98, 'bot', who % 100 = 98, 'prefetch', 'preview'),
    'full',
    lower(hex(sipHash128(visitor))),
    if(is_conversion or who % 20 = 0, concat('c', toString(visitor)), ''),
    if(is_referred, concat('partner', toString(partner)), ''),
    if(is_referred and who % 4 = 0, concat('sub', toString(who % 5000)), ''),
    if(is_referred and who % 5 = 0, concat('link', toString(partner)), ''),
    if(kind = 'sale' and chance % 7 = 0, concat('code', toString(partner)), ''),
    if(is_referred, 'partner', ['direct', 'organic_search', 'referral', 'email', 'paid_search'][1 + who % 5]),
    if(who % 4 = 1, ['google', 'newsletter', 'facebook', 'bing'][1 + who % 4], ''),
    if(who % 4 = 1, ['cpc', 'email', 'social'][1 + who % 3], ''),
    if(who % 4 = 1, concat('campaign', toString(who % 300)), ''),
    if(who % 9 = 0, 'gclid', ''),
    concat('https://shop.example', path, if(is_referred, concat('?ref=partner', toString(partner)), '')),
    path,
    if(kind in ('click', 'pageview'), concat('https://blog', toString(who % 2000), '.example/post/', toString(who % 40)), ''),
    if(kind in ('click', 'pageview'), concat('blog', toString(who % 2000), '.example'), ''),
    if(kind = 'event', ['trial', 'search', 'share'][1 + chance % 3], ''),
    if(kind in ('sale', 'refund'), concat('order', toString(n)), ''),
    if(kind = 'sale', toInt64(500 + chance % 20000), null),
    if(kind = 'sale', ['EUR', 'EUR', 'EUR', 'USD'][1 + who % 4], ''),
    if(kind in ('lead', 'sale'), lower(hex(sipHash128(visitor, 'mail'))), ''),
    if(kind in ('lead', 'sale'), 'given', ''),
    if(kind = 'engage', map('dwell_ms', toString(chance % 60000)), map()),
    ['DE', 'FR', 'US', 'GB', 'IN', 'BR', 'PL', 'IT'][1 + who % 8],
    concat('city', toString(who % 3000)),
    toUInt32(who % 20000),
    if(who % 50 = 0, 'datacentre', ''),
    lower(hex(sipHash128(who % 1000000, toYYYYMM(moment)))),
    concat(toString(who % 200), '.', toString(intDiv(who, 200) % 250), '.7.0/24'),
    ['Chrome', 'Safari', 'Firefox', 'Edge', 'Samsung Internet'][1 + who % 5],
    ['Windows', 'iOS', 'Android', 'Mac OS X', 'Linux'][1 + intDiv(who, 5) % 5],
    ['desktop', 'mobile', 'mobile', 'tablet'][1 + intDiv(who, 25) % 4],
    who % 5000,
    intDiv(n, 50000)
from numbers({rows:UInt64})
