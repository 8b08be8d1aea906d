-- What reviewers and keys did about fraud, newest first: decisions, rule sets, allow list entries.
-- Grain: one action.
-- Params: site_id; from_ms, to_ms: half-open; row_count.
select toUnixTimestamp64Milli(at) as timestamp, who, deed, subject, why
from
(
    select
        toDateTime64(decided_at, 3, 'UTC') as at,
        toString(decided_by) as who,
        concat('decision: ', decision) as deed,
        concat(subject_kind, ' ', if(order_id = '', decisions.subject_id, order_id)) as subject,
        why
    from decisions
    left join
    (
        select toString(event_id) as subject_id, order_id
        from conversion_facts final
        where site_id = {site_id:UInt32} and type != ''
    ) as sold on sold.subject_id = decisions.subject_id
    where site_id = {site_id:UInt32} and decided_by != 'rules'
    union all
    select saved_at, saved_by, 'rule set', concat('version ', toString(version)), why
    from rule_sets
    where site_id = {site_id:UInt32}
    union all
    select
        toDateTime64(changed_at, 3, 'UTC'),
        changed_by,
        if(is_active, concat('allowance until ', toString(toDate(valid_to))), 'allowance ended'),
        concat(kind, ' ', value),
        why
    from allowances
    where site_id = {site_id:UInt32}
)
where at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') and at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
order by timestamp desc, deed, subject
limit {row_count:UInt32}
