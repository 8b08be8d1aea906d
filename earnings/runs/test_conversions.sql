-- Leads and sales of tests, which no figure shows and nobody is paid for. Few of all reports are: by their key, which the
-- table is sorted by, the others are not read.
-- Grain: one conversion, as it was reported first.
-- Params: site_id; received_from_ms.
select
    toString(conversion_id) as event_id,
    toString(any(type)) as type,
    toUnixTimestamp64Milli(min(timestamp)) as at_ms,
    toUnixTimestamp64Milli(min(received_at)) as received_ms,
    any(order_id) as order_id,
    toString(any(name)) as name,
    ifNull(any(amount_minor), 0) as amount_minor,
    toString(any(currency)) as currency
from conversion_reports final
where site_id = {site_id:UInt32}
  and is_test
  and (conversion_key, conversion_id) in
    (
        select conversion_key, conversion_id
        from conversion_reports
        where site_id = {site_id:UInt32}
          and is_test
          and received_at >= fromUnixTimestamp64Milli({received_from_ms:Int64}, 'UTC')
    )
  and batch != 18446744073709551615
group by conversion_id
having received_ms >= {received_from_ms:Int64}
order by received_ms, event_id
