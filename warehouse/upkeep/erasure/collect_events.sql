-- Records every event of a person and the refunds and disputes of the person's orders; of expired events what was derived
-- from them.
-- Grain: one event, once for each table that names it. hour: its roll-ups are to be rebuilt; 1970 for none.
-- Params: site_id; since: earlier hours cannot be rebuilt; erased_batch: of the reports that are erased. Who it is stands in
-- people_to_erase.
insert into events_to_erase (site_id, event_id, hour)
with
    visitors as (select value from people_to_erase where site_id = {site_id:UInt32} and kind = 'visitor'),
    customers as (select value from people_to_erase where site_id = {site_id:UInt32} and kind = 'customer'),
    emails as (select value from people_to_erase where site_id = {site_id:UInt32} and kind = 'email'),
    (select groupArray(value) from people_to_erase where site_id = {site_id:UInt32} and kind = 'pattern') as patterns,
    -- Facts of a conversion with several reports may name whom one of these alone has named; that one is found by itself.
    named as
    (
        select event_id, order_id, timestamp
        from events
        where site_id = {site_id:UInt32}
          and (
              visitor_id in (select value from visitors)
              or customer_id in (select value from customers)
              or email_hash in (select value from emails)
              or arrayExists(
                  pattern -> match(
                      concat(
                          url, '\n', referrer, '\n', sub_id, '\n', name, '\n', visitor_id, '\n', customer_id, '\n', order_id,
                          '\n', refund_id, '\n', subscription_id, '\n', payment_id, '\n', import_id,
                          '\n', arrayStringConcat(mapValues(properties), '\n')
                      ),
                      pattern
                  ),
                  patterns
              )
          )
        union all
        select event_id, order_id, timestamp
        from conversion_reports
        where site_id = {site_id:UInt32}
          and (
              visitor_id in (select value from visitors)
              or customer_id in (select value from customers)
              or email_hash in (select value from emails)
              or arrayExists(pattern -> match(concat(order_id, '\n', conversion_key), pattern), patterns)
          )
        union all
        select event_id, order_id, timestamp
        from conversion_facts
        where site_id = {site_id:UInt32}
          and reports <= 1
          and (
              visitor_id in (select value from visitors)
              or customer_id in (select value from customers)
              or email_hash in (select value from emails)
              or arrayExists(pattern -> match(order_id, pattern), patterns)
          )
        union all
        select event_id, order_id, timestamp
        from conversion_drafts
        where site_id = {site_id:UInt32}
          and reports <= 1
          and (
              visitor_id in (select value from visitors)
              or customer_id in (select value from customers)
              or email_hash in (select value from emails)
              or arrayExists(pattern -> match(order_id, pattern), patterns)
          )
        union all
        select event_id, order_id, timestamp
        from order_returns
        where site_id = {site_id:UInt32}
          and arrayExists(pattern -> match(concat(order_id, '\n', payment_id), pattern), patterns)
        union all
        select event_id, '', timestamp
        from click_facts
        where site_id = {site_id:UInt32}
          and visitor in (select cityHash64(value) from visitors)
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
                  and visitor_id not in (select value from visitors)
                  and customer_id not in (select value from customers)
                  and email_hash not in (select value from emails)
            )
    ),
    -- Those that name a payment alone are sent again with its order, which may not have been stored yet.
    payments as
    (
        select payment_id
        from order_returns
        where site_id = {site_id:UInt32} and payment_id != '' and order_id in (select order_id from orders)
        union distinct
        select payment_id
        from conversion_reports
        where site_id = {site_id:UInt32} and payment_id != '' and order_id in (select order_id from orders)
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
          and (
              order_id in (select order_id from orders)
              or order_id = '' and payment_id in (select payment_id from payments)
          )
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
