-- Records every event of a person and the refunds and disputes of the person's orders; of expired events what was derived from them.
-- Grain: one event, once for each table that names it. hour: its roll-ups are to be rebuilt; 1970 for none.
-- Params: site_id; visitors, customers: the person's ids; since: earlier hours cannot be rebuilt;
-- erased_batch: of the reports that are erased.
insert into events_to_erase (site_id, event_id, hour)
with
    named as
    (
        select event_id, order_id, timestamp
        from events
        where site_id = {site_id:UInt32}
          and (
              visitor_id in (select arrayJoin({visitors:Array(String)}))
              or customer_id in (select arrayJoin({customers:Array(String)}))
          )
        union all
        select event_id, order_id, timestamp
        from conversion_reports
        where site_id = {site_id:UInt32}
          and (
              visitor_id in (select arrayJoin({visitors:Array(String)}))
              or customer_id in (select arrayJoin({customers:Array(String)}))
          )
        union all
        select event_id, '', timestamp
        from click_facts
        where site_id = {site_id:UInt32}
          and visitor in (select cityHash64(arrayJoin({visitors:Array(String)})))
    ),
    -- Those of orders that somebody else has reported too stay: the conversion stays as that report says.
    orders as
    (
        select order_id
        from named
        where order_id != ''
          and order_id not in
            (
                select order_id
                from conversion_reports
                where site_id = {site_id:UInt32}
                  and not is_test
                  and batch != {erased_batch:UInt64}
                  and visitor_id not in (select arrayJoin({visitors:Array(String)}))
                  and customer_id not in (select arrayJoin({customers:Array(String)}))
            )
    ),
    refunds as
    (
        select event_id, timestamp
        from events
        where site_id = {site_id:UInt32}
          and type in ('refund', 'dispute')
          and order_id in (select order_id from orders)
        union all
        select event_id, timestamp
        from order_returns
        where site_id = {site_id:UInt32}
          and order_id in (select order_id from orders)
    )
select {site_id:UInt32}, event_id, if(timestamp < {since:DateTime('UTC')}, toDateTime(0, 'UTC'), toStartOfHour(timestamp, 'UTC'))
from
(
    select event_id, timestamp
    from named
    union all
    select event_id, timestamp
    from refunds
)
group by event_id, timestamp
