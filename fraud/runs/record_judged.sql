-- Records that a run has covered the conversions of a month, as they stood when their facts were written.
-- Grain: one conversion that was not covered like this before.
-- Params: site_id, run; start, end: the half-open days.
insert into judged_conversions (site_id, event_id, reports, run)
select {site_id:UInt32}, event_id, reports, {run:UInt64}
from conversion_facts final
where site_id = {site_id:UInt32}
  and day >= {start:Date}
  and day < {end:Date}
  and type != ''
  and (event_id, reports) not in
    (
        select event_id, reports
        from judged_conversions final
        where site_id = {site_id:UInt32}
          and event_id in
            (
                select event_id
                from conversion_facts
                where site_id = {site_id:UInt32} and day >= {start:Date} and day < {end:Date}
            )
    )
