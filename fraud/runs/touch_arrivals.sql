-- Records what this run covers: the visitors, customers and orders of events that were stored since the last run or
-- happened since its `until`; and from which moment on.
-- Params: site_id, run; since: arrivals stored from then on; from_time, until: half-open, of the events' own clock.
insert into run_arrivals (site_id, run, happened_from, visitor_id, customer_id, order_id)
select {site_id:UInt32}, {run:UInt64}, min(happened_from), visitor_id, customer_id, order_id
from
(
    select happened_from, visitor_id, customer_id, order_id
    from arrivals
    where site_id = {site_id:UInt32} and stored_at >= {since:DateTime64(3, 'UTC')}
    union all
    select
        timestamp,
        visitor_id,
        if(type in ('lead', 'sale', 'refund', 'dispute', 'identify'), customer_id, ''),
        if(type in ('lead', 'sale', 'refund', 'dispute'), order_id, '')
    from events
    where site_id = {site_id:UInt32}
      and timestamp >= {from_time:DateTime64(3, 'UTC')}
      and timestamp < {until:DateTime64(3, 'UTC')}
)
where happened_from < {until:DateTime64(3, 'UTC')}
group by visitor_id, customer_id, order_id
