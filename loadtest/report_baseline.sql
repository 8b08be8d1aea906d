-- A plain aggregate over the columns of the touches that attribution reads: what it is compared with.
-- Grain: ref and channel.
-- Params: site_id.
select
    ref,
    channel,
    count() as clicks,
    max(timestamp) as last_at,
    max(event_id) as last_id,
    max(visitor_id) as last_visitor,
    max(customer_id) as last_customer,
    max(sub_id) as last_sub_id,
    max(promo_code) as last_promo_code,
    max(utm_source) as last_source,
    max(utm_campaign) as last_campaign
from events
where site_id = {site_id:UInt32}
  and type = 'click'
  and traffic = 'human'
group by ref, channel
