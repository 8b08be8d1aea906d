-- Every click of one person, whether it may earn or not, the newest first.
-- Grain: one click.
-- Params: site_id; visitor_ids, customer_id: of the person; row_count.
select
    toString(event_id) as event_id,
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
      (visitor_id != '' and visitor_id in {visitor_ids:Array(String)})
      or (visitor_id = '' and customer_id = {customer_id:String} and customer_id != '')
  )
order by timestamp desc, events.event_id desc
limit {row_count:UInt32}
