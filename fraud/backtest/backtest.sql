-- What a rule would have marked: clicks, conversions and their money, by partner and by what became of them.
-- Continues a rule. A mark on a partner concerns all conversions of that partner that are judged by the same evidence.
-- Grain: one partner, outcome and currency.
-- Params: from_time, to_time: half-open, of the subjects' own time; weakest: as collect.sql; confirmed_only: as measures.sql.
, marked as
(
    select subject_kind, subject_id, partner
    from findings
    where chance < {weakest:Float64} and partner != ''
      and (subject_kind = 'partner'
        or (happened_at >= {from_time:DateTime64(3, 'UTC')} and happened_at < {to_time:DateTime64(3, 'UTC')}))
    group by subject_kind, subject_id, partner
),
decided as
(
    select subject_id, decision
    from current_decisions_v1
    where site_id = {site_id:UInt32} and subject_kind = 'conversion'
),
concerned as
(
    select
        conversions.partner as partner,
        multiIf(is_refunded, 'refunded', decided.decision = '', 'pay', decided.decision) as outcome,
        currency,
        0 as click_count,
        1 as conversion_count,
        ifNull(amount_minor, 0) as minor
    from conversions
    left join decided on decided.subject_id = conversions.subject_id
    where day >= {start:Date}
      and is_confirmed = {confirmed_only:Bool}
      and timestamp >= {from_time:DateTime64(3, 'UTC')}
      and timestamp < {to_time:DateTime64(3, 'UTC')}
      and (conversions.subject_id in (select subject_id from marked where subject_kind = 'conversion')
        or conversions.partner in (select subject_id from marked where subject_kind = 'partner'))
    union all
    select
        partner,
        if(subject_id in (select toString(click_id) from conversion_facts final
            where site_id = {site_id:UInt32} and joined_by != ''), 'converted', 'not_converted'),
        '',
        1,
        0,
        0
    from marked
    where subject_kind = 'click'
)
select
    partner,
    outcome,
    currency,
    sum(click_count) as clicks,
    sum(conversion_count) as conversions_marked,
    sum(minor) as amount_minor
from concerned
group by partner, outcome, currency
order by partner, outcome, currency
