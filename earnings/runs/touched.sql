-- The conversions that a commission run has to look at again, those that arrived first first: what a fraud run has covered
-- or decided since, and what a person decided. A fraud run writes the facts of everything that new events concern: of
-- conversions themselves, of the clicks of their people, of their refunds.
-- Grain: one conversion as it stands.
-- Params: site_id; run: the last fraud run that was followed; decided_from: decisions of people from then on; after_ms,
-- after_id: only what arrived after this one; row_count.
select
    toString(event_id) as event_id,
    toUnixTimestamp64Milli(received_at) as received_ms
from standing_conversions final
where site_id = {site_id:UInt32}
  and event_id in
    (
        select event_id
        from conversion_facts
        where site_id = {site_id:UInt32} and run > {run:UInt64}
        union all
        select event_id
        from judged_conversions
        where site_id = {site_id:UInt32} and run > {run:UInt64}
        union all
        select toUUIDOrZero(subject_id)
        from decisions
        where site_id = {site_id:UInt32}
          and subject_kind = 'conversion'
          and if(decided_by = 'rules', run > {run:UInt64}, decided_at >= {decided_from:DateTime64(6, 'UTC')})
    )
  and (received_ms, event_id) > ({after_ms:Int64}, {after_id:String})
order by received_ms, event_id
limit {row_count:UInt32}
