-- What a fraud run starts from: new arrivals, the settings of the rules and the allow list; and the runs themselves.

-- Who and which orders have new events, and when these were stored: a run covers what was stored since the last one.
-- Kept for 30 days; a run after a longer pause covers everything again. happened_from: the earliest event of the row.
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
settings non_replicated_deduplication_window = 10000;

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

-- The arrivals that a run covers; expire after a day.
create table if not exists run_arrivals
(
    site_id UInt32,
    run UInt64,
    happened_from DateTime64(3, 'UTC'),
    visitor_id String,
    customer_id String,
    order_id String,
    made_at DateTime default now()
)
engine = MergeTree
order by (site_id, run)
ttl made_at + interval 1 day;

-- Every finished run. watermark: arrivals stored before it are covered. facts: fingerprint of what the run took from the
-- registry and the allow list; when it changes, the next run covers the whole history.
create table if not exists fraud_runs
(
    site_id UInt32,
    run UInt64,
    watermark DateTime64(3, 'UTC'),
    until DateTime64(3, 'UTC'),
    rule_set UInt32,
    facts String,
    conversions UInt64,
    marks UInt64,
    decisions UInt64,
    milliseconds UInt64
)
engine = MergeTree
order by (site_id, run);

-- Saved settings of the rules, one row per version; version 0, the rule files' defaults, has no row. content: JSON.
create table if not exists rule_sets
(
    site_id UInt32,
    version UInt32,
    content String,
    saved_at DateTime64(3, 'UTC'),
    saved_by String,
    why String
)
engine = MergeTree
order by (site_id, version);

-- The allow list, like an office's network or a partner's test visitor; the latest row of an id is valid.
-- kind: prefix, visitor, email, partner. Applies to events in [valid_from, valid_to).
create table if not exists allowances
(
    site_id UInt32,
    allowance_id String,
    changed_at DateTime64(6, 'UTC'),
    kind LowCardinality(String),
    value String,
    valid_from DateTime64(3, 'UTC'),
    valid_to DateTime64(3, 'UTC'),
    is_active UInt8,
    changed_by String,
    why String
)
engine = MergeTree
order by (site_id, allowance_id, changed_at);
