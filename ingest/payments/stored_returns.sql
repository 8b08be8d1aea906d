-- Answers: refunds and disputes as they were reported.
-- Grain: one event, under the names of its fields.
-- Params: site_ids; event_ids, separated by commas; happened_from, happened_to: half-open.
select
    site_id,
    toString(event_id) as event_id,
    toString(type) as type,
    toUnixTimestamp64Milli(events.timestamp) as timestamp_ms,
    toUnixTimestamp64Milli(events.received_at) as received_ms,
    toString(source) as source,
    toString(traffic) as traffic,
    toString(consent) as consent,
    visitor_id,
    customer_id,
    amount_minor,
    toString(currency) as currency,
    email_hash,
    properties,
    refund_id,
    refunded_total_minor,
    toString(state) as state,
    subscription_id,
    payment_id,
    import_id
from events
where site_id in {site_ids:Array(UInt32)}
  and type in ('refund', 'dispute')
  and order_id = ''
  and events.timestamp >= {happened_from:DateTime64(3, 'UTC')}
  and events.timestamp < {happened_to:DateTime64(3, 'UTC')}
  and event_id in (select toUUIDOrZero(arrayJoin(splitByChar(',', {event_ids:String}))))
