-- Every run that came to its end. watermark: arrivals stored before it are judged. facts: fingerprint of what the run
-- took from the registry and the allowances; when it changes everything is judged again.
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

-- Saved settings of the rules, one row a version; version 0 is what the rule files say and has no row.
-- content: JSON, see fraud.rule_sets.
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

-- What the rules pass over: an office's network, a partner's test visitor; the latest row of an id counts.
-- kind: prefix, visitor, email, partner. Holds for what happened in [valid_from, valid_to).
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
