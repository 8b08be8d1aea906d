-- The clicks of crowded people, each for those of the conversions after it in whose path it counts. A plain join would
-- make all pairs of a person's clicks and conversions; here clicks are numbered in order of time and cut into buckets of
-- 64, a conversion visits only the buckets of its newest clicks, and a pair is made where both meet. Continues
-- clicks.sql.
-- Grain of `crowd_pairs`: one click and conversion.
-- Params: those of people.sql; longest_window_ms; identities_of_crowds, numbers_of_crowds: identities and the number of
-- their person; persons_of_crowds: the identities that stand for the persons; touch_limit: of a conversion; many_conversions: of a person within the longest window, above which `shared_touches`
-- are divided by their number, and at least `least_touches` count; every_click: also the clicks of people without
-- conversions, with the zeros of a left join.
    (select {identities_of_crowds:Array(String)}) as known_identities,
    (select {numbers_of_crowds:Array(UInt32)}) as crowds_of_identities,
    -- Kinds: 0 a click, 1 a conversion that is counted, of any type, 2 a conversion of the question.
    crowd_entries as
    (
        select
            transform(identity, known_identities, crowds_of_identities, toUInt32(0)) as crowd,
            toUnixTimestamp64Milli(timestamp) as at_ms,
            0 as kind,
            event_id as entry_id,
            '' as named_ref,
            ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country, identity
        from clicks
        where identity in {identities_of_crowds:Array(String)}
        union all
        select
            arrayJoin(arrayDistinct(arrayFilter(
                number -> number > 0,
                arrayMap(
                    carried -> transform(carried, known_identities, crowds_of_identities, toUInt32(0)),
                    [visitor_id, '\0' || customer_id]
                )
            ))) as crowd,
            toUnixTimestamp64Milli(timestamp) as at_ms,
            1 as kind,
            event_id as entry_id,
            '' as named_ref,
            '', '', '', '', '', '', '', '', '', ''
        from conversions
        where site_id = {site_id:UInt32}
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64} - {longest_window_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
        union all
        -- A browser may belong to another customer than its conversion names: then its own clicks alone count.
        select
            transform(identity, known_identities, crowds_of_identities, toUInt32(0)) as crowd,
            toUnixTimestamp64Milli(any(converted_at)) as at_ms,
            2 as kind,
            conversion_id as entry_id,
            any(conversion_identities.named_ref) as named_ref,
            '', '', '', '', '', '', '', '', '',
            if(
                max(identity in {persons_of_crowds:Array(String)}), '', any(conversion_identities.identity)
            ) as only_identity
        from conversion_identities
        where identity in {identities_of_crowds:Array(String)}
        group by conversion_id, crowd
    ),
    crowd_order as
    (
        select
            crowd,
            at_ms,
            kind,
            entry_id,
            named_ref,
            ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country, identity,
            -- All windows begin with the same columns, so the rows are sorted once.
            toInt64(countIf(kind = 0) over (
                partition by crowd
                order by intDiv(at_ms, 1000), at_ms, kind, entry_id
                rows between unbounded preceding and current row
            )) as nth,
            countIf(kind = 1) over (
                partition by crowd
                order by intDiv(at_ms, 1000)
                range between intDiv({longest_window_ms:Int64}, 1000) preceding and current row
            ) as conversions_near,
            countIf(kind = 2 and identity = '') over (partition by crowd) as conversions_of_crowd,
            groupUniqArrayIf(identity, kind = 2 and identity != '') over (partition by crowd) as buying_identities
        from crowd_entries
    ),
    crowd_buckets as
    (
        select
            groupArrayIf(
                (nth, at_ms, entry_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country, identity),
                kind = 0
            ) as clicks_of_bucket,
            any(buying_identities) as buying_identities,
            groupArrayIf((nth - limit_of_conversion, nth, at_ms, entry_id, named_ref, identity), kind = 2) as found_conversions,
            if(
                {every_click:Bool} and any(conversions_of_crowd) = 0,
                arrayPushBack(
                    found_conversions,
                    (toInt64(0), max(nth), toInt64(0), toUUID('00000000-0000-0000-0000-000000000000'), '', '')
                ),
                found_conversions
            ) as conversions_of_bucket
        from
        (
            select
                crowd,
                at_ms,
                kind,
                entry_id,
                named_ref,
                nth,
                conversions_of_crowd,
                buying_identities,
                ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country, identity,
                toInt64(if(
                    conversions_near > {many_conversions:UInt32},
                    least({touch_limit:UInt32}, greatest(
                        {least_touches:UInt32}, intDiv({shared_touches:UInt32}, conversions_near)
                    )),
                    {touch_limit:UInt32}
                )) as limit_of_conversion,
                arrayJoin(if(
                    kind = 0,
                    [intDiv(nth - 1, 64)],
                    range(intDiv(greatest(nth - limit_of_conversion, 0), 64), intDiv(nth + 63, 64))
                )) as bucket
            from crowd_order
            where kind != 1
        )
        group by crowd, bucket
        having notEmpty(clicks_of_bucket) and notEmpty(conversions_of_bucket)
    ),
    crowd_pairs as
    (
        select
            fromUnixTimestamp64Milli(click.2, 'UTC') as timestamp,
            click.3 as event_id,
            click.4 as ref,
            click.5 as promo_code,
            click.6 as channel,
            click.7 as link,
            click.8 as sub_id,
            click.9 as utm_source,
            click.10 as utm_medium,
            click.11 as utm_campaign,
            click.12 as country,
            click.13 as identity,
            conversion.4 as conversion_id,
            fromUnixTimestamp64Milli(conversion.3, 'UTC') as converted_at,
            conversion.5 as named_ref
        from
        (
            select
                conversion,
                buying_identities,
                -- Filtered while they are still arrays: most buckets are whole.
                arrayFilter(
                    click -> click.1 > conversion.1
                        and click.1 <= conversion.2
                        and (conversion.6 = '' or conversion.6 = click.13)
                        and (conversion.3 > 0 or not has(buying_identities, click.13)),
                    clicks_of_bucket
                ) as clicks_of_conversion
            from crowd_buckets
            array join conversions_of_bucket as conversion
        )
        array join clicks_of_conversion as click
    ),
