-- Writes the facts of the clicks of touched visitors: the partner, and whether anybody looked at the page.
-- Grain: one click. A click without a visitor cannot be followed and is never engaged.
-- Params: site_id, run; everything: all visitors instead of the touched ones; until; refs, partners: every ref in lower
-- case and its partner's own code; allowed_*: the allowances as equally long lists; engaged_seconds: how soon after a
-- click an engagement beacon must follow.
insert into click_facts
    (site_id, day, visitor, event_id, timestamp, run, partner, address, prefix, network, country, agent, browser,
     traffic, path, referrer_host, click_id_kind, is_engaged, dwell_ms, idle_seconds, is_allowed)
with
    now_touched as
    (
        select visitor_id as touched_id, toUnixTimestamp(min(happened_from)) as touched_from
        from touched
        where site_id = {site_id:UInt32} and run = {run:UInt64}
        group by visitor_id
    ),
    actions as
    (
        select
            event_id,
            type,
            timestamp,
            toUnixTimestamp(timestamp) as second,
            visitor_id,
            -- Events without a visitor are strangers to each other.
            if(visitor_id = '', cityHash64(event_id), cityHash64(visitor_id)) as person,
            ref,
            ip_hash,
            ip_prefix,
            network,
            country,
            agent_hash,
            browser,
            traffic,
            url_path,
            referrer_host,
            click_id_kind,
            if(type in ('engage', 'event'), second, null) as reaction_second,
            if(type = 'engage', toUInt32OrZero(properties['dwell_ms']), 0) as dwelled_ms
        from events
        where site_id = {site_id:UInt32}
          and type in ('click', 'engage', 'event', 'pageview')
          and traffic != 'test'
          and timestamp < {until:DateTime64(3, 'UTC')}
          and ({everything:Bool}
            or visitor_id in (select touched_id from now_touched))
    ),
    followed as
    (
        select
            event_id,
            type,
            timestamp,
            second,
            visitor_id,
            ref,
            ip_hash,
            ip_prefix,
            network,
            country,
            agent_hash,
            browser,
            traffic,
            url_path,
            referrer_host,
            click_id_kind,
            min(reaction_second) over onwards as next_reaction_second,
            argMin(dwelled_ms, reaction_second) over onwards as next_dwell_ms,
            max(second) over earlier as earlier_second
        from actions
        window
            onwards as (partition by person order by second desc range between unbounded preceding and current row),
            -- What the landing itself sends within the same moment is not an earlier visit.
            earlier as (partition by person order by second range between unbounded preceding and 3 preceding)
    )
select
    {site_id:UInt32},
    toDate(timestamp) as day,
    if(visitor_id = '', 0, cityHash64(visitor_id)),
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
    visitor_id != '' and next_reaction_second <= second + {engaged_seconds:UInt32},
    if(next_reaction_second <= second + {engaged_seconds:UInt32}, next_dwell_ms, 0),
    if(earlier_second > 0, second - earlier_second, 4294967295),
    arrayExists(
        (kind, value, valid_from, valid_to) -> (kind, value) in (('prefix', ip_prefix), ('visitor', visitor_id), ('partner', partner))
            and second >= valid_from and second < valid_to,
        {allowed_kinds:Array(String)}, {allowed_values:Array(String)},
        {allowed_from:Array(Int64)}, {allowed_to:Array(Int64)}
    )
from followed
left join now_touched on now_touched.touched_id = followed.visitor_id
where type = 'click'
  and ({everything:Bool} or second + {engaged_seconds:UInt32} >= touched_from)
