-- The clicks that may be touches, and earlier referrals. Continues people.sql and *earlier_referrals.sql.
-- Grain of `clicks`: one click, or one row of `earlier_referrals`.
-- Params: those of people.sql; longest_window_ms: of all programs.
    clicks as
    (
        select
            timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            if(visitor_id != '', visitor_id, '\0' || customer_id) as identity
        from events
        where site_id = {site_id:UInt32}
          and type = 'click'
          and traffic = 'human'
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64} - {longest_window_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          and (empty({visitor_ids:Array(String)}) or visitor_id in {visitor_ids:Array(String)})
          and (visitor_id != '' or customer_id != '')
        union all
        select
            referred_at, toUUID('00000000-0000-0000-0000-000000000000'), ref, '', '', '', '', '', '', '', '', identity
        from earlier_referrals
    ),
