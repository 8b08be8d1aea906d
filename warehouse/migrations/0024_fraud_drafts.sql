-- The conversions of a run on their way to conversion_facts, and the clicks found for them; trimmed after a day.
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

-- The clicks that lists and headers tell to be no people, unless a person said otherwise: leave them out of the people.
create view if not exists invalid_clicks_v1 as
select site_id, toUUID(subject_id) as event_id
from marks final
where subject_kind = 'click'
  and class = 'givt'
  and is_active = 1
  and (site_id, subject_id) not in
    (
        select site_id, subject_id
        from current_decisions_v1
        where subject_kind = 'click' and decided_by != 'rules' and decision = 'pay'
    );
