-- What arrived when it was stored: the fraud runs take up from here what they have not judged yet. Trimmed by time; a run
-- after a longer pause judges everything again. happened_from: the earliest of what arrived together.
create table if not exists arrivals
(
    site_id UInt32,
    stored_at DateTime64(3, 'UTC'),
    happened_from DateTime64(3, 'UTC'),
    visitor_id String,
    customer_id String,
    order_id String
)
engine = MergeTree
order by (site_id, stored_at)
ttl toDateTime(stored_at) + interval 30 day
settings non_replicated_deduplication_window = 1000;

create materialized view if not exists event_arrivals_v1 to arrivals as
select
    site_id,
    now64(3) as stored_at,
    min(timestamp) as happened_from,
    visitor_id,
    if(type in ('lead', 'sale', 'refund', 'identify'), customer_id, '') as customer_id,
    if(type in ('lead', 'sale', 'refund'), order_id, '') as order_id
from events
group by site_id, visitor_id, customer_id, order_id;

create materialized view if not exists duplicate_arrivals_v1 to arrivals as
select site_id, now64(3) as stored_at, min(timestamp) as happened_from, visitor_id, customer_id, order_id
from duplicates
where order_id != ''
group by site_id, visitor_id, customer_id, order_id;

-- The refunds of an order: the look-up that re-opens it.
create table if not exists order_refunds
(
    site_id UInt32,
    order_id String,
    event_id UUID,
    timestamp DateTime64(3, 'UTC'),
    amount_minor Nullable(Int64)
)
engine = MergeTree
order by (site_id, order_id)
settings non_replicated_deduplication_window = 1000;

create materialized view if not exists order_refunds_v1 to order_refunds as
select site_id, order_id, event_id, timestamp, amount_minor
from events
where type = 'refund' and order_id != '' and traffic != 'test';
