-- The conversions of a period and the clicks that may be touches of them, as the settler has kept them: what
-- conversions.sql, people.sql, clicks.sql and clicks_of_conversions.sql select from the events. Ends settled_rows.sql; other
-- files continue it.
-- Grain of `selected_conversions`: one conversion. Of `considered_clicks`: one click and conversion.
-- Params: longest_window_ms: of all programs; events_since_ms: older clicks have expired and could not be computed.
    ),
    selected_conversions as
    (
        select
            event_id, type, timestamp, order_id, currency, gross_minor, ref, promo_code, channel, link, sub_id,
            utm_source, utm_medium, utm_campaign, country
        from settled_rows
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
                    clicks
                )) as click
            from settled_rows
        )
    ),
