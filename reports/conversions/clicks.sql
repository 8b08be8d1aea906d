-- Every click of the person behind one conversion, whether it may earn or not, oldest first; of too many the newest before
-- the conversion go before others. Continues people.sql of the paths.
-- Grain: one click. is_claim: only what browsers said makes it a click of this person.
-- Params: those of people.sql; row_count.
select
    toString(event_id) as event_id,
    toUnixTimestamp64Milli(any(clicks.timestamp)) as timestamp_ms,
    toUnixTimestamp64Milli(any(clicks.received_at)) as received_ms,
    toUnixTimestamp64Milli(any(named_at)) as named_ms,
    toString(any(clicks.source)) as source,
    toBool(any(trust) >= 4) as is_of_server,
    toBool(groupBitOr(basis) = 2) as is_claim,
    toString(any(traffic)) as traffic,
    toString(any(clicks.ref)) as ref,
    toString(any(clicks.promo_code)) as promo_code,
    toString(any(clicks.channel)) as channel,
    toString(any(clicks.link)) as link,
    any(clicks.sub_id) as sub_id,
    toString(any(clicks.utm_source)) as utm_source,
    toString(any(clicks.utm_campaign)) as utm_campaign
from
(
    select
        event_id, timestamp, received_at, named_at, source, trust, traffic,
        ref, promo_code, channel, link, sub_id, utm_source, utm_campaign,
        arrayJoin(if(
            trust >= 4, [visitor_id, '\0' || customer_id, '\0\0' || email_hash], [visitor_id]
        )) as identity
    from events
    where site_id = {site_id:UInt32}
      and type = 'click'
      and visitor_id in {visitor_ids:Array(String)}
) as clicks
inner join conversion_identities using (identity)
where identity != ''
  and toUnixTimestamp64Milli(clicks.timestamp) >= from_ms
  and toUnixTimestamp64Milli(clicks.timestamp) < until_ms
group by clicks.event_id
order by
    traffic = 'human' and timestamp_ms <= {from_ms:Int64} desc,
    timestamp_ms desc,
    clicks.event_id desc
limit {row_count:UInt32}
