-- Clicks and conversions of people who may be crowded; people.sql says who is one person.
-- Grain: one person. A conversion and each repeated report of it count.
-- Params: site_id; from_ms, to_ms: half-open period of the conversions; longest_window_ms: of all programs;
-- identities_of_crowds, numbers_of_crowds: identities and the number of their person; visitors_of_crowds: the visitors
-- among them, and the empty one.
with
    (select {identities_of_crowds:Array(String)}) as known_identities,
    (select {numbers_of_crowds:Array(UInt32)}) as crowds_of_identities
select
    crowd,
    sum(clicks_of_part) as clicks,
    sum(conversions_of_part) as conversions
from
(
    select
        transform(identity, known_identities, crowds_of_identities, toUInt32(0)) as crowd,
        count() as clicks_of_part,
        toUInt64(0) as conversions_of_part
    from
    (
        select if(visitor_id != '', visitor_id, '\0' || customer_id) as identity
        from events
        where site_id = {site_id:UInt32}
          and type = 'click'
          and traffic = 'human'
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          and visitor_id in {visitors_of_crowds:Array(String)}
    )
    group by crowd
    union all
    select
        arrayJoin(arrayDistinct(arrayMap(
            carried -> transform(carried, known_identities, crowds_of_identities, toUInt32(0)),
            [visitor_id, '\0' || customer_id]
        ))) as crowd,
        toUInt64(0) as clicks_of_part,
        count() as conversions_of_part
    from
    (
        select visitor_id, customer_id
        from standing_conversions final
        where site_id = {site_id:UInt32}
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64} - {longest_window_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
        union all
        select visitor_id, customer_id
        from duplicates
        where site_id = {site_id:UInt32}
          and type in ('lead', 'sale')
    )
    group by crowd
)
where crowd > 0
group by crowd
