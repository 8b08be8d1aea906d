-- Keeps refunds and disputes that name a payment and no order: with an empty order, until the order is known.

alter table order_returns add column if not exists payment_id String codec (ZSTD(1));

create materialized view if not exists order_returns_v2 to order_returns as
select
    site_id,
    order_id,
    event_id,
    type,
    timestamp,
    received_at,
    refund_id,
    amount_minor,
    refunded_total_minor,
    currency,
    state,
    payment_id
from events
where type in ('refund', 'dispute') and (order_id != '' or payment_id != '') and traffic != 'test';

drop view if exists order_returns_v1;

-- Which payments a sale was reported with; of reports from before, none.
alter table conversion_reports add column if not exists payment_id String codec (ZSTD(1));

create materialized view if not exists conversion_reports_v2 to conversion_reports as
select
    site_id,
    conversion_key,
    conversion_id,
    received_at,
    report_number,
    event_id,
    type,
    timestamp,
    source,
    trust,
    version,
    traffic = 'test' as is_test,
    traffic,
    visitor_id,
    customer_id,
    email_hash,
    email_kind,
    name,
    order_id,
    amount_minor,
    currency,
    ref,
    promo_code,
    channel,
    link,
    sub_id,
    utm_source,
    utm_medium,
    utm_campaign,
    country,
    network,
    ip_prefix,
    ip_hash,
    agent_hash,
    browser,
    properties['tz'] as zone,
    subscription_id,
    batch,
    payment_id
from events
where type in ('lead', 'sale');

drop view if exists conversion_reports_v1;
