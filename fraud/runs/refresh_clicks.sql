-- Writes the facts of the clicks of touched visitors: the partner, and whether the click was engaged.
-- Grain: one click. A click without a visitor cannot be followed and is never engaged; nor can one through a short link
-- that led where no page of the site is.
-- Params: site_id, run; everything: all visitors instead of the touched ones; bucket, buckets: only visitors whose hash
-- falls into this one of so many, so that memory stays small; until; refs, partners: every ref in lower case and its
-- partner's own code; links_away: the codes of such links; allowed_*: the allow list as equally long arrays;
-- engaged_seconds: how soon after a click an engagement beacon must follow.
insert into click_facts
    (site_id, day, visitor, event_id, timestamp, run, partner, address, prefix, network, country, agent, browser,
     traffic, path, referrer_host, click_id_kind, is_engaged, dwell_ms, idle_seconds, is_allowed)
with
    now_touched as
    (
        select visitor_id as touched_id, min(happened_from) as touched_from
        from run_arrivals
        where site_id = {site_id:UInt32} and run = {run:UInt64}
        group by visitor_id
    ),
    actions as
    (
        select
            event_id, type, source, link, timestamp, visitor_id, ref, ip_hash, ip_prefix, network, country, agent_hash, browser, traffic,
            url_path, referrer_host, click_id_kind, properties,
            toUnixTimestamp(timestamp) as second,
            cityHash64(visitor_id) as person
        from events
        where site_id = {site_id:UInt32}
          and type in ('click', 'engage', 'event', 'pageview')
          and traffic != 'test'
          and timestamp < {until:DateTime64(3, 'UTC')}
          and ({everything:Bool} or visitor_id in (select touched_id from now_touched))
          and cityHash64(visitor_id) % {buckets:UInt32} = {bucket:UInt32}
    ),
    clicks as
    (
        select
            event_id, timestamp, visitor_id, ref, ip_hash, ip_prefix, network, country, agent_hash, browser, traffic,
            url_path, referrer_host, click_id_kind, second, person,
            visitor_id != '' and not (source = 'redirect' and link != '' and link in {links_away:Array(String)}) as can_be_followed
        from actions
        left join now_touched on now_touched.touched_id = actions.visitor_id
        where type = 'click'
          and ({everything:Bool} or timestamp >= touched_from - toIntervalSecond({engaged_seconds:UInt32}))
    ),
    reactions as
    (
        select person, second, if(type = 'engage', toUInt32OrZero(properties['dwell_ms']), 0) as dwelled_ms
        from actions
        where type in ('engage', 'event') and visitor_id != ''
    ),
    -- Events of the landing itself, within the same moment, are not an earlier step.
    steps as
    (
        select person, second, second + 4 as counts_from
        from actions
        where visitor_id != ''
    ),
    followed as
    (
        select
            event_id, timestamp, visitor_id, ref, ip_hash, ip_prefix, network, country, agent_hash, browser, traffic,
            url_path, referrer_host, click_id_kind, can_be_followed,
            clicks.second as second,
            clicks.person as person,
            can_be_followed and reactions.second > 0 and reactions.second <= clicks.second + {engaged_seconds:UInt32} as is_engaged,
            if(is_engaged, reactions.dwelled_ms, 0) as dwell_ms
        from clicks
        asof left join reactions on reactions.person = clicks.person and reactions.second >= clicks.second
    )
select
    {site_id:UInt32},
    toDate(timestamp) as day,
    if(can_be_followed, followed.person, 0),
    event_id,
    timestamp,
    {run:UInt64},
    transform(lower(ref), {refs:Array(String)}, {partners:Array(String)}, lower(ref)) as partner,
    if(ip_hash = '', 0, cityHash64(ip_hash)),
    ip_prefix,
    network,
    country,
    agent_hash,
    browser,
    traffic,
    url_path,
    referrer_host,
    click_id_kind,
    is_engaged,
    dwell_ms,
    if(steps.second > 0, followed.second - steps.second, 4294967295),
    arrayExists(
        (kind, value, valid_from, valid_to) -> (kind, value) in (('prefix', ip_prefix), ('visitor', visitor_id), ('partner', partner))
            and followed.second >= valid_from and followed.second < valid_to,
        {allowed_kinds:Array(String)}, {allowed_values:Array(String)},
        {allowed_from:Array(Int64)}, {allowed_to:Array(Int64)}
    )
from followed
asof left join steps on steps.person = followed.person and steps.counts_from <= followed.second
