-- Every click of the person behind a conversion, whether it may earn or not, oldest first; of too many the newest that
-- may earn go before others. Continues person.sql.
-- Grain: one click.
-- Params: those of person.sql; converted_ms; row_count.
select
    toString(events.event_id) as event_id,
    toUnixTimestamp64Milli(timestamp) as timestamp_ms,
    toString(traffic) as traffic,
    toString(ref) as ref,
    toString(promo_code) as promo_code,
    toString(channel) as channel,
    toString(link) as link,
    sub_id,
    toString(utm_source) as utm_source,
    toString(utm_campaign) as utm_campaign
from events
where site_id = {site_id:UInt32}
  and type = 'click'
  and
  (
      (
          visitor_id != ''
          and visitor_id in
          (
              select {visitor_id:String} as visitor_id
              union all
              select visitor_id
              from browsers_of_customer
          )
      )
      or (visitor_id = '' and customer_id = joined_id and customer_id != '')
  )
order by
    traffic = 'human' and timestamp <= fromUnixTimestamp64Milli({converted_ms:Int64}, 'UTC') desc,
    timestamp desc,
    events.event_id desc
limit {row_count:UInt32}
