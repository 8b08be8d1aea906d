-- Findings of the rules, marks, and decisions.

-- What each rule found in a run; rows expire after a day.
create table if not exists findings
(
    site_id UInt32,
    run UInt64,
    rule LowCardinality(String),
    subject_kind LowCardinality(String),
    subject_id String,
    period Date,
    partner LowCardinality(String),
    happened_at DateTime64(3, 'UTC'),
    chance Float64,
    evidence String,
    made_at DateTime default now()
)
engine = MergeTree
order by (site_id, run, rule, subject_id)
ttl made_at + interval 1 day;

-- The findings in force, and those withdrawn (is_active = 0); a mark never deletes what it is about.
-- chance: the probability of the same in honest traffic. weight: of the evidence, natural logarithm of odds.
-- period: the day of a click, the month of a conversion or a partner.
create table if not exists marks
(
    site_id UInt32,
    period Date,
    rule LowCardinality(String),
    subject_kind LowCardinality(String),
    subject_id String,
    run UInt64,
    mark_id String,
    partner LowCardinality(String),
    happened_at DateTime64(3, 'UTC'),
    chance Float64,
    weight Float64,
    family LowCardinality(String),
    class LowCardinality(String),
    reason LowCardinality(String),
    evidence String codec (ZSTD(3)),
    rule_set UInt32,
    is_active UInt8,
    created_at DateTime64(3, 'UTC')
)
engine = ReplacingMergeTree(run)
partition by toYYYYMM(period)
order by (site_id, period, rule, subject_kind, subject_id);

-- The decisions about a subject, by the rules (decided_by = 'rules') or a team member; append-only.
-- decision: pay, hold, reject; 'undo' withdraws a team member's decision.
create table if not exists decisions
(
    site_id UInt32,
    subject_kind LowCardinality(String),
    subject_id String,
    decided_at DateTime64(6, 'UTC'),
    run UInt64,
    decision LowCardinality(String),
    score Float64,
    reasons Array(LowCardinality(String)),
    rules Array(LowCardinality(String)),
    rule_set UInt32,
    decided_by LowCardinality(String),
    why String,
    mark_id String
)
engine = MergeTree
order by (site_id, subject_kind, subject_id, decided_at);

-- The current decision of a subject: a team member's overrides the rules' until it is undone.
create view if not exists current_decisions_v1 as
select
    site_id,
    subject_kind,
    subject_id,
    if(is_by_member, member_decision, rules_decision) as decision,
    if(is_by_member, member, 'rules') as decided_by,
    if(is_by_member, member_why, '') as why,
    rules_decision,
    rules_score as score,
    rules_reasons as reasons,
    rules_fired as rules,
    rules_version as rule_set
from
(
    select
        site_id,
        subject_kind,
        subject_id,
        argMaxIf(decision, (run, decided_at), decided_by = 'rules') as rules_decision,
        argMaxIf(score, (run, decided_at), decided_by = 'rules') as rules_score,
        argMaxIf(reasons, (run, decided_at), decided_by = 'rules') as rules_reasons,
        argMaxIf(rules, (run, decided_at), decided_by = 'rules') as rules_fired,
        argMaxIf(rule_set, (run, decided_at), decided_by = 'rules') as rules_version,
        argMaxIf(decision, decided_at, decided_by != 'rules') as member_decision,
        argMaxIf(decided_by, decided_at, decided_by != 'rules') as member,
        argMaxIf(why, decided_at, decided_by != 'rules') as member_why,
        member_decision not in ('', 'undo') as is_by_member
    from decisions
    group by site_id, subject_kind, subject_id
);

-- Clicks of general invalid traffic (bots by list or header), unless a team member decided otherwise.
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
