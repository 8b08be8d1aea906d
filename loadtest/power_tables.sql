-- Each table that is filled from `events`, compared with them: rows that are there twice, and rows that are missing;
-- below zero those that no event accounts for.
with
    (select uniqExact(event_id) from events) as events_once,
    (select uniqExact(event_id) from events where type in ('lead', 'sale')) as reported,
    (select uniqExact(conversion_id) from events where type in ('lead', 'sale') and traffic != 'test') as converted,
    (select uniqExact(event_id) from events where type in ('refund', 'dispute')) as given_back,
    (select count() from events where type = 'click') as clicked
select name, doubled, toInt64(expected) - toInt64(found) as missing
from
(
    select 'events' as name, count() - uniqExact(event_id) as doubled, uniqExact(event_id) as found, events_once as expected
    from events
    union all
    select 'event_ids', count() - uniqExact(id), uniqExact(id), events_once from event_ids
    union all
    select 'conversion_reports', 0, uniqExact(event_id), reported from conversion_reports
    union all
    select 'standing_conversions', count() - uniqExact(event_id), uniqExact(event_id), converted
    from standing_conversions final
    union all
    select 'order_returns', 0, uniqExact(event_id), given_back from order_returns
    union all
    select 'rollup_partner_hours', 0, sum(rollup_partner_hours.clicks), clicked from rollup_partner_hours
)
order by name
