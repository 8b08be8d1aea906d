-- Records every event of a person and the refunds of the person's orders; of expired events what was derived from them.
-- Grain: one event, once for each table that names it. hour: its roll-ups are to be rebuilt; 1970 for none.
-- Params: site_id; since: earlier hours cannot be rebuilt. Who it is stands in people_to_erase.
insert into events_to_erase (site_id, event_id, hour)
with
    visitors as (select value from people_to_erase where site_id = {site_id:UInt32} and kind = 'visitor'),
    customers as (select value from people_to_erase where site_id = {site_id:UInt32} and kind = 'customer'),
    emails as (select value from people_to_erase where site_id = {site_id:UInt32} and kind = 'email'),
    (select groupArray(value) from people_to_erase where site_id = {site_id:UInt32} and kind = 'text') as texts,
    named as
    (
        select event_id, order_id, timestamp
        from events
        where site_id = {site_id:UInt32}
          and (
              visitor_id in (select value from visitors)
              or customer_id in (select value from customers)
              or email_hash in (select value from emails)
              or (
                  notEmpty(texts)
                  and multiSearchAny(
                      lower(concat(
                          url, '\n', referrer, '\n', sub_id, '\n', name, '\n', visitor_id, '\n', customer_id, '\n', order_id,
                          '\n', arrayStringConcat(mapValues(properties), '\n')
                      )),
                      texts
                  )
              )
          )
        union all
        select event_id, order_id, timestamp
        from conversions
        where site_id = {site_id:UInt32}
          and (visitor_id in (select value from visitors) or customer_id in (select value from customers))
        union all
        select event_id, order_id, timestamp
        from conversion_facts
        where site_id = {site_id:UInt32}
          and (
              visitor_id in (select value from visitors)
              or customer_id in (select value from customers)
              or email_hash in (select value from emails)
          )
        union all
        select event_id, order_id, timestamp
        from conversion_drafts
        where site_id = {site_id:UInt32}
          and (
              visitor_id in (select value from visitors)
              or customer_id in (select value from customers)
              or email_hash in (select value from emails)
          )
        union all
        select event_id, '', timestamp
        from click_facts
        where site_id = {site_id:UInt32}
          and visitor in (select cityHash64(value) from visitors)
    ),
    refunds as
    (
        select event_id, timestamp
        from events
        where site_id = {site_id:UInt32}
          and type = 'refund'
          and order_id in (select order_id from named where order_id != '')
        union all
        select event_id, timestamp
        from order_refunds
        where site_id = {site_id:UInt32}
          and order_id in (select order_id from named where order_id != '')
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
