-- Every click of the person behind one conversion, whether it may earn or not. Goes on from paths.sql.
-- Grain: one click, oldest first. `age_ms`: how long before the conversion; negative: after it.
-- Params: row_count.
select
    toString(events.event_id) as event_id,
    toUnixTimestamp64Milli(events.timestamp) as timestamp_ms,
    dateDiff('millisecond', events.timestamp, converted_at) as age_ms,
    toString(traffic) as traffic,
    toString(ref) as ref,
    toString(channel) as channel,
    toString(link) as link,
    sub_id,
    toString(utm_campaign) as utm_campaign
from events
inner join conversion_identities
    on conversion_identities.identity
     = if(events.visitor_id != '', ('visitor', events.visitor_id), ('customer', events.customer_id))
where site_id = {site_id:UInt32}
  and type = 'click'
order by timestamp_ms, event_id
limit {row_count:UInt32}
