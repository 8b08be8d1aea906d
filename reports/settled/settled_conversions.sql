-- The conversions of a period and the clicks that may be touches of them, as the settler has kept them: what
-- conversions.sql, people.sql, clicks.sql and clicks_of_conversions.sql select from the events. Other files continue it.
-- Grain of `selected_conversions`: one conversion. Of `considered_clicks`: one click and conversion.
-- Params: site_id; generation: of the site's paths; from_ms, to_ms: half-open period of the conversions; types: of which;
-- conversion_ids: only these, empty for all; left_out_ids: but not these; longest_window_ms: of all programs;
-- events_since_ms: older clicks have expired and could not be computed.
with
    selected_conversions as
    (
        select
            event_id, type, timestamp, order_id, currency, gross_minor, ref, promo_code, channel, link, sub_id,
            utm_source, utm_medium, utm_campaign, country
        from settled_paths final
        where site_id = {site_id:UInt32}
          and generation = {generation:UInt64}
          and type in {types:Array(String)}
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          and (empty({conversion_ids:Array(String)}) or toString(event_id) in {conversion_ids:Array(String)})
          and (empty({left_out_ids:Array(String)}) or toString(event_id) not in {left_out_ids:Array(String)})
    ),
    considered_clicks as
    (
        select
            click.1 as touched_at,
            click.2 as event_id,
            click.3 as ref,
            click.4 as promo_code,
            click.5 as channel,
            click.6 as link,
            click.7 as sub_id,
            click.8 as utm_source,
            click.9 as utm_medium,
            click.10 as utm_campaign,
            click.11 as country,
            conversion_id,
            converted_at,
            if(click.12, lower(ref), '') as named_ref,
            click.13 as is_claim,
            click.14 as is_late
        from
        (
            select
                event_id as conversion_id,
                timestamp as converted_at,
                arrayJoin(arrayFilter(
                    click -> click.1 > converted_at - toIntervalMillisecond({longest_window_ms:Int64})
                    or (click.12 and click.1 >= fromUnixTimestamp64Milli({events_since_ms:Int64}, 'UTC')),
                    arrayZip(
                        clicks.touched_at, clicks.event_id, clicks.ref, clicks.promo_code, clicks.channel, clicks.link,
                        clicks.sub_id, clicks.utm_source, clicks.utm_medium, clicks.utm_campaign, clicks.country,
                        clicks.names_ref, clicks.is_claim, clicks.is_late
                    )
                )) as click
            from settled_paths final
            where site_id = {site_id:UInt32}
              and generation = {generation:UInt64}
              and type in {types:Array(String)}
              and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
              and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
              and (empty({conversion_ids:Array(String)}) or toString(event_id) in {conversion_ids:Array(String)})
              and (empty({left_out_ids:Array(String)}) or toString(event_id) not in {left_out_ids:Array(String)})
        )
    ),
