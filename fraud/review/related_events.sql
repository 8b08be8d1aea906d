-- What the visitor or customer of a click or conversion did around it, and the other reports of the same order.
-- Grain: one event or repeated report, oldest first.
-- Params: site_id, subject_id: the event; row_count.
with
    subject as
    (
        select visitor_id, customer_id, order_id, email_hash, timestamp
        from events
        where site_id = {site_id:UInt32} and toString(event_id) = {subject_id:String}
    )
select
    toUnixTimestamp64Milli(happened) as timestamp, type, is_subject, is_repeat, ref, path, order_id, amount_minor, currency,
    country, network, browser, prefix
from
(
    select
        timestamp as happened, type, toString(event_id) = {subject_id:String} as is_subject, 0 as is_repeat, ref, url_path as path,
        order_id, amount_minor, currency, country, network, browser, ip_prefix as prefix
    from events
    where site_id = {site_id:UInt32}
      and ((visitor_id != '' and visitor_id in (select visitor_id from subject))
        or (customer_id != '' and customer_id in (select customer_id from subject))
        or (order_id != '' and order_id in (select order_id from subject))
        or (email_hash != '' and email_hash in (select email_hash from subject))
        or toString(event_id) = {subject_id:String})
    union all
    select timestamp, type, 0, 1, '', '', order_id, amount_minor, currency, '', '', '', ''
    from duplicates
    where site_id = {site_id:UInt32} and order_id != '' and order_id in (select order_id from subject)
)
-- The nearest in time, if there are more than `row_count`.
order by abs(dateDiff('second', happened, (select max(timestamp) from subject))), happened
limit {row_count:UInt32}
