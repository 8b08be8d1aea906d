-- Notes every event of a person, and the refunds of his orders.
-- Grain: one event.
-- Params: site_id; visitors, customers: the person's ids.
insert into erased_events (site_id, event_id, hour)
with
    own as
    (
        select event_id, order_id, timestamp
        from events
        where site_id = {site_id:UInt32}
          and (
              visitor_id in (select arrayJoin({visitors:Array(String)}))
              or customer_id in (select arrayJoin({customers:Array(String)}))
          )
    )
select {site_id:UInt32}, event_id, toStartOfHour(timestamp, 'UTC')
from own
union all
select {site_id:UInt32}, event_id, toStartOfHour(timestamp, 'UTC')
from events
where site_id = {site_id:UInt32}
  and type = 'refund'
  and order_id in (select order_id from own where order_id != '')
  and event_id not in (select event_id from own)
