-- The clicks that may be touches, and earlier referrals. Continues people.sql and *earlier_referrals.sql.
-- Grain of `found_clicks`: one click, or one row of `earlier_referrals`; `identities` are those that it carries: the visitor,
-- and, in the word of a server or an import (trust of 4 and more), customer and e-mail. A pixel's click earns nothing.
-- happened_at: by the browser's own time, where the click counts at another one.
-- Params: those of people.sql; longest_window_ms: of all programs.
    found_clicks as
    (
        select
            timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            received_at,
            if(toUnixTimestamp64Milli(named_at) = 0, timestamp, named_at) as happened_at,
            trust >= 4 as is_of_server,
            visitor_id,
            arrayFilter(identity -> identity not in ('', '\0', '\0\0'), if(
                is_of_server, [visitor_id, '\0' || customer_id, '\0\0' || email_hash], [visitor_id]
            )) as identities
        from events
        where site_id = {site_id:UInt32}
          and type = 'click'
          and traffic = 'human'
          and source != 'pixel'
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64} - {longest_window_ms:Int64}, 'UTC')
          and (
              timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
              or (
                  toUnixTimestamp64Milli(named_at) != 0
                  and named_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
              )
          )
          and (empty({visitor_ids:Array(String)}) or visitor_id in {visitor_ids:Array(String)})
        union all
        select
            referred_at, toUUID('00000000-0000-0000-0000-000000000000'), ref, '', '', '', '', '', '', '', '',
            received_at, referred_at, is_of_server, visitor_id, identities
        from earlier_referrals
    ),
