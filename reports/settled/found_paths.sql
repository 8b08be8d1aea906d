-- The path of each conversion as it is kept. Continues the files of the live statement down to clicks_of_conversions.sql, so that
-- both find the same clicks; settle.sql or in_hand.sql continues it.
-- Grain of `found_paths`: one conversion. Its clicks are in the order of time. Of clicks that are older than the longest
-- window one is enough: that there is one with the ref that the conversion names. A click found by several identities
-- stands once, as a claim and as confirmed apart.
-- Params: longest_window_ms: the longest window of all questions; most_clicks: with more the path is computed when it is
-- read.
    found_paths as
    (
        select
            made_at, event_id, sharding_key, type, timestamp, order_id, currency, gross_minor, ref, promo_code, channel,
            link, sub_id, utm_source, utm_medium, utm_campaign, country,
            length(found_clicks_of_it) > {most_clicks:UInt32} as has_too_many,
            if(has_too_many, [], found_clicks_of_it) as clicks
        from selected_conversions
        left join
        (
            select
                conversion_id,
                arrayConcat(
                    if(countIf(not is_inside and not click.13) > 0, [maxIf(click, not is_inside and not click.13)], []),
                    arraySort(groupUniqArrayIf(click, is_inside))
                ) as found_clicks_of_it
            from
            (
                select
                    conversion_id,
                    touched_at > converted_at - toIntervalMillisecond({longest_window_ms:Int64}) as is_inside,
                    named_ref != '' and lower(toString(ref)) = named_ref as names_ref,
                    (
                        touched_at, event_id, toString(ref), toString(promo_code), toString(channel), toString(link),
                        sub_id, toString(utm_source), toString(utm_medium), toString(utm_campaign), toString(country),
                        toUInt8(names_ref), toUInt8(is_claim), toUInt8(is_late)
                    ) as click
                from considered_clicks
                where is_inside or names_ref
            )
            group by conversion_id
        ) as found on found.conversion_id = selected_conversions.event_id
    )
