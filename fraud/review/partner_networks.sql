-- Where a partner's clicks and conversions of some days came from: one row a network (/24, /48).
-- Grain: one network, those with conversions first.
-- Params: site_id, partner; start, end: the half-open days; subject_id: the click or conversion whose network is `is_own`;
-- row_count.
select
    prefix,
    any(network) as network,
    any(country) as country,
    sum(is_click) as clicks,
    uniqExactIf(visitor, is_click) as visitors,
    uniqExact(address) as addresses,
    uniqExact(agent) as agents,
    sum(is_engaged) as engaged,
    sum(1 - is_click) as conversions,
    sum(is_confirmed) as confirmed,
    max(is_subject) as is_own
from
(
    select
        toString(prefix) as prefix, toString(network) as network, toString(country) as country, 1 as is_click, visitor, address,
        agent, is_engaged, 0 as is_confirmed, toString(event_id) = {subject_id:String} as is_subject
    from click_facts final
    where site_id = {site_id:UInt32} and partner = {partner:String} and day >= {start:Date} and day < {end:Date}
    union all
    select
        toString(prefix), toString(network), toString(country), 0, 0, address, agent, 0, is_confirmed,
        toString(event_id) = {subject_id:String}
    from conversion_facts final
    where site_id = {site_id:UInt32} and partner = {partner:String} and day >= {start:Date} and day < {end:Date}
)
group by prefix
order by is_own desc, conversions desc, clicks desc, prefix
limit {row_count:UInt32}
