-- The newest clicks, leads, sales and refunds of people in the last minutes; a refund of a payment once it has its order.
-- Grain: one event, newest first.
-- Params: site_id; since_ms, now_ms: half-open; row_count.
select
    toString(event_id) as event_id,
    toString(type) as type,
    toUnixTimestamp64Milli(timestamp) as timestamp_ms,
    toString(ref) as ref,
    toString(channel) as channel,
    toString(country) as country,
    order_id,
    amount_minor,
    toString(currency) as currency
from events
where site_id = {site_id:UInt32}
  and traffic = 'human'
  and type in ('click', 'lead', 'sale', 'refund')
  and report_number = 0
  and (type != 'refund' or order_id != '')
  and timestamp >= fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC')
  and timestamp < fromUnixTimestamp64Milli({now_ms:Int64}, 'UTC')
order by timestamp desc, event_id desc
limit {row_count:UInt32}
