-- Clicks and conversions as the fraud rules query them; the row of the latest run is valid.

-- One row per click, with the engagement that followed it.
-- partner: the partner's own code, else the raw ref, in lower case. visitor, address: hashes, 0 for none.
-- idle_seconds: since the visitor was last seen on the site, 4294967295 for never. is_allowed: on the allow list.
create table if not exists click_facts
(
    site_id UInt32,
    day Date,
    visitor UInt64,
    event_id UUID,
    timestamp DateTime64(3, 'UTC') codec (DoubleDelta, ZSTD(1)),
    run UInt64 codec (ZSTD(1)),
    partner LowCardinality(String),
    address UInt64,
    prefix LowCardinality(String),
    network LowCardinality(String),
    country LowCardinality(String),
    agent UInt64 codec (ZSTD(1)),
    browser LowCardinality(String),
    traffic LowCardinality(String),
    path LowCardinality(String),
    referrer_host LowCardinality(String),
    click_id_kind LowCardinality(String),
    is_engaged UInt8,
    dwell_ms UInt32 codec (ZSTD(1)),
    idle_seconds UInt32 codec (ZSTD(1)),
    is_allowed UInt8
)
engine = ReplacingMergeTree(run)
partition by toYYYYMM(day)
order by (site_id, day, visitor, event_id);

-- One row per lead and sale, with the click it is attributed to.
-- joined_by: visitor, customer or address, whichever led to the click; empty without a click. click_number: 1 for the
-- first conversion after that click. repeat_visitors: other visitors that reported the same order.
create table if not exists conversion_facts
(
    site_id UInt32,
    day Date,
    event_id UUID,
    timestamp DateTime64(3, 'UTC'),
    run UInt64,
    type LowCardinality(String),
    partner LowCardinality(String),
    order_id String,
    visitor_id String,
    customer_id String,
    email_hash String,
    email_kind LowCardinality(String),
    promo_code LowCardinality(String),
    amount_minor Nullable(Int64),
    currency LowCardinality(String),
    address UInt64,
    prefix LowCardinality(String),
    network LowCardinality(String),
    country LowCardinality(String),
    zone LowCardinality(String),
    agent UInt64,
    browser LowCardinality(String),
    traffic LowCardinality(String),
    repeat_visitors UInt32,
    is_refunded UInt8,
    joined_by LowCardinality(String),
    click_id UUID,
    click_number UInt32,
    lag_seconds Float64,
    click_visitor UInt64,
    click_country LowCardinality(String),
    click_network LowCardinality(String),
    click_traffic LowCardinality(String),
    click_path LowCardinality(String),
    click_referrer_host LowCardinality(String),
    click_id_kind LowCardinality(String),
    click_is_engaged UInt8,
    idle_seconds UInt32,
    is_allowed UInt8
)
engine = ReplacingMergeTree(run)
partition by toYYYYMM(day)
order by (site_id, day, event_id);

-- One row per partner and day, summed from click_facts; human clicks only.
create table if not exists partner_days
(
    site_id UInt32,
    day Date,
    partner LowCardinality(String),
    run UInt64,
    clicks UInt64,
    measured UInt64,
    engaged UInt64,
    from_search UInt64
)
engine = ReplacingMergeTree(run)
partition by toYYYYMM(day)
order by (site_id, day, partner);

-- The conversions of a run before they become conversion_facts; expire after a day.
create table if not exists conversion_drafts
(
    site_id UInt32,
    run UInt64,
    event_id UUID,
    type LowCardinality(String),
    timestamp DateTime64(3, 'UTC'),
    named_partner LowCardinality(String),
    order_id String,
    visitor_id String,
    customer_id String,
    email_hash String,
    email_kind LowCardinality(String),
    promo_code LowCardinality(String),
    amount_minor Nullable(Int64),
    currency LowCardinality(String),
    address UInt64,
    prefix LowCardinality(String),
    network LowCardinality(String),
    country LowCardinality(String),
    zone LowCardinality(String),
    agent UInt64,
    browser LowCardinality(String),
    traffic LowCardinality(String),
    made_at DateTime default now()
)
engine = MergeTree
order by (site_id, run, event_id)
ttl made_at + interval 1 day;

-- The clicks found for conversion_drafts; expire after a day.
create table if not exists conversion_clicks
(
    site_id UInt32,
    run UInt64,
    event_id UUID,
    joined_by LowCardinality(String),
    click_id UUID,
    clicked_at DateTime64(3, 'UTC'),
    partner LowCardinality(String),
    visitor UInt64,
    country LowCardinality(String),
    network LowCardinality(String),
    traffic LowCardinality(String),
    path LowCardinality(String),
    referrer_host LowCardinality(String),
    click_id_kind LowCardinality(String),
    is_engaged UInt8,
    idle_seconds UInt32,
    made_at DateTime default now()
)
engine = MergeTree
order by (site_id, run, event_id)
ttl made_at + interval 1 day;
