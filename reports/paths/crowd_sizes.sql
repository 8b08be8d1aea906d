-- Clicks, browsers and conversions of ids that may be crowds: at least what people.sql joins to them.
-- Grain: one id.
-- Params: site_id; from_ms, to_ms: half-open period of the conversions; longest_window_ms: of all programs; crowd_ids.
with
    persons_of_browsers as
    (
        select
            visitor_id,
            groupUniqArray(if(kind = 'customer', '\0', '\0\0') || id) as persons
        from visitor_identities
        where site_id = {site_id:UInt32}
          and not is_test
          and if(kind = 'customer', '\0', '\0\0') || id in {crowd_ids:Array(String)}
        group by visitor_id
    )
select
    id,
    sum(clicks_of_part) as clicks,
    sum(browsers_of_part) as browsers,
    sum(conversions_of_part) as conversions
from
(
    select
        arrayJoin(arrayDistinct(arrayConcat(named, persons))) as id,
        count() as clicks_of_part,
        toUInt64(0) as browsers_of_part,
        toUInt64(0) as conversions_of_part
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
    group by id
    union all
    select
        arrayJoin(persons) as id,
        toUInt64(0),
        count(),
        toUInt64(0)
    from persons_of_browsers
    group by id
    union all
    select
        arrayJoin(arrayDistinct(arrayConcat([visitor_id, '\0' || customer_id, '\0\0' || email_hash], persons))) as id,
        toUInt64(0),
        toUInt64(0),
        count()
    from
    (
        select visitor_id, customer_id, email_hash
        from standing_conversions final
        where site_id = {site_id:UInt32}
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64} - {longest_window_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
    ) as conversions
    left join persons_of_browsers using (visitor_id)
    group by id
)
where id in {crowd_ids:Array(String)}
group by id
