-- As crowd_sizes.sql, of what is confirmed alone. Continues confirmed_conversions.sql, asked from the longest window before
-- the period on.
-- Grain: one id. reports: of the conversions those that name it.
-- Params: those of confirmed_conversions.sql; confirmed_trust: from which on an event confirms; crowd_ids.
    persons_of_browsers as
    (
        select
            visitor_id,
            groupArray(person) as persons,
            groupArrayIf(person, is_confirmed) as confirmed_persons
        from
        (
            select
                visitor_id,
                if(kind = 'customer', '\0', '\0\0') || id as person,
                max(trust) >= {confirmed_trust:UInt8} as is_confirmed
            from visitor_identities
            where site_id = {site_id:UInt32}
              and not is_test
              and if(kind = 'customer', '\0', '\0\0') || id in {crowd_ids:Array(String)}
            group by visitor_id, kind, id
        )
        group by visitor_id
    )
select
    id,
    sumIf(clicks_of_part, is_confirmed) as clicks,
    sumIf(browsers_of_part, is_confirmed) as browsers,
    sumIf(conversions_of_part, is_confirmed) as conversions,
    sumIf(reports_of_part, is_confirmed) as reports
from
(
    select
        arrayJoin(arrayDistinct(arrayConcat(named, persons))) as id,
        has(named, id) or has(confirmed_persons, id) as is_confirmed,
        count() as clicks_of_part,
        toUInt64(0) as browsers_of_part,
        toUInt64(0) as conversions_of_part,
        toUInt64(0) as reports_of_part
    from
    (
        select
            visitor_id,
            if(trust >= 4, [visitor_id, '\0' || customer_id, '\0\0' || email_hash], [visitor_id]) as named
        from events
        where site_id = {site_id:UInt32}
          and type = 'click'
          and traffic = 'human'
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          and (
              visitor_id in {crowd_ids:Array(String)}
              or visitor_id in (select visitor_id from persons_of_browsers)
              or visitor_id = ''
          )
    ) as clicks
    left join persons_of_browsers using (visitor_id)
    group by id, is_confirmed
    union all
    select
        arrayJoin(persons) as id,
        has(confirmed_persons, id) as is_confirmed,
        toUInt64(0),
        count(),
        toUInt64(0),
        toUInt64(0)
    from persons_of_browsers
    group by id, is_confirmed
    union all
    select
        arrayJoin(arrayDistinct(arrayConcat(
            [visitor_id, '\0' || customer_id, '\0\0' || email_hash], persons
        ))) as id,
        event_id in (select event_id from confirmed_conversions) and (is_named or has(confirmed_persons, id)) as is_confirmed,
        toUInt64(0),
        toUInt64(0),
        count(),
        countIf(id in (visitor_id, '\0' || customer_id) or (id = '\0\0' || email_hash and source != 'signed') as is_named)
    from selected_conversions
    left join persons_of_browsers using (visitor_id)
    group by id, is_confirmed
)
where id in {crowd_ids:Array(String)}
group by id
