-- Answers: the next stored events of a site after a given one, in the order of the table: visitor, time, id.
-- Grain: one event, under the names of the API.
-- Params: site_id; from_ms, to_ms: half-open; is_first; visitor_id, after_ms, event_id: the last one had; row_count.
select
    event_id,
    type,
    toUnixTimestamp64Milli(events.timestamp) as timestamp,
    toUnixTimestamp64Milli(events.received_at) as received_at,
    source,
    traffic,
    consent,
    visitor_id,
    customer_id,
    ref,
    sub_id,
    link,
    promo_code,
    url,
    referrer,
    name,
    order_id,
    amount_minor as amount,
    currency,
    events.version as version,
    refund_id,
    refunded_total_minor as refunded_total,
    state,
    subscription_id,
    payment_id,
    import_id,
    properties,
    channel,
    url_path,
    utm_source,
    utm_medium,
    utm_campaign,
    click_id_kind,
    referrer_host,
    email_hash,
    email_kind,
    country,
    city,
    asn,
    network,
    ip_prefix,
    browser,
    os,
    device,
    if(events.named_at = toDateTime64(0, 3, 'UTC'), null, toUnixTimestamp64Milli(events.named_at)) as named_at,
    if(events.conversion_id = toUUID('00000000-0000-0000-0000-000000000000'), '', toString(events.conversion_id))
        as conversion_id
from events
where site_id = {site_id:UInt32}
  and events.timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
  and events.timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
  and (
      {is_first:Bool}
      or visitor_id > {visitor_id:String}
      or visitor_id = {visitor_id:String} and events.timestamp > fromUnixTimestamp64Milli({after_ms:Int64}, 'UTC')
      or visitor_id = {visitor_id:String} and events.timestamp = fromUnixTimestamp64Milli({after_ms:Int64}, 'UTC')
          and events.event_id > {event_id:UUID}
  )
order by visitor_id, events.timestamp, events.event_id
limit {row_count:UInt64}
