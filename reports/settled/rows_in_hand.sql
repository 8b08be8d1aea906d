-- Beside the settled rows those that are not stored. Continues settled_rows.sql; settled_conversions.sql continues it.
-- Params: those of settled_rows.sql but left_out_ids; in_hand: a JSON array of rows of in_hand.sql.
        union all
        select
            found.1 as event_id, found.2 as type, found.3 as timestamp, found.4 as order_id, found.5 as currency,
            found.6 as gross_minor, found.7 as ref, found.8 as promo_code, found.9 as channel, found.10 as link,
            found.11 as sub_id, found.12 as utm_source, found.13 as utm_medium, found.14 as utm_campaign,
            found.15 as country, found.16 as clicks
        from
        (
            -- A function needs no right, unlike a table function.
            select arrayJoin(JSONExtract(
                text,
                'Array(Tuple(UUID, LowCardinality(String), DateTime64(3, \'UTC\'), String, LowCardinality(String), Int64, '
                || 'LowCardinality(String), LowCardinality(String), LowCardinality(String), LowCardinality(String), '
                || 'String, LowCardinality(String), LowCardinality(String), LowCardinality(String), '
                || 'LowCardinality(String), Array(Tuple(DateTime64(3, \'UTC\'), UUID, LowCardinality(String), '
                || 'LowCardinality(String), LowCardinality(String), LowCardinality(String), String, '
                || 'LowCardinality(String), LowCardinality(String), LowCardinality(String), LowCardinality(String), '
                || 'Bool, Bool, Bool))))'
            )) as found
            from (select {in_hand:String} as text)
        )
        where type in {types:Array(String)}
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          and (empty({conversion_ids:Array(String)}) or toString(event_id) in {conversion_ids:Array(String)})
