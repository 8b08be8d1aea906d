-- Which of the conversions are confirmed: by the report that stands, or because a person approved them. Continues
-- conversions.sql.
-- Grain of `confirmed_conversions`: one conversion.
-- Params: site_id; confirmed_sources: whose reports confirm.
    confirmed_conversions as
    (
        select event_id
        from selected_conversions
        where source in {confirmed_sources:Array(String)}
           or toString(event_id) in
           (
               select subject_id
               from decisions
               where site_id = {site_id:UInt32} and subject_kind = 'conversion' and decided_by != 'rules'
               group by subject_id
               having argMax(decision, decided_at) = 'pay'
           )
    ),
