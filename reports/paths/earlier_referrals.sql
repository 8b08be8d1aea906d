-- The last click of each ref from before the touches of the period. A conversion that names such a ref got it from a
-- click that is too old to earn, so its referral has expired. Continues people.sql.
-- Grain of `earlier_referrals`: one ref and one browser, or one customer or address that a server or an import names; of a
-- browser on which several were named one click, because the last one may be somebody else's.
-- Params: site_id; visitor_ids: as in people.sql; from_ms; longest_window_ms: of all programs.
    earlier_referrals as
    (
        select
            max(timestamp) as referred_at,
            max(events.received_at) as received_at,
            ref,
            is_of_server,
            any(visitor_id) as visitor_id,
            [identity] as identities
        from
        (
            select
                timestamp,
                events.received_at as received_at,
                ref,
                trust >= 4 as is_of_server,
                visitor_id,
                if(visitor_id in (
                    select visitor_id
                    from visitor_identities
                    where site_id = {site_id:UInt32}
                      and not is_test
                      and (empty({visitor_ids:Array(String)}) or visitor_id in {visitor_ids:Array(String)})
                    group by visitor_id, kind
                    having min(id) != max(id)
                ), toUnixTimestamp64Milli(timestamp), 0) as apart_ms,
                arrayJoin(arrayFilter(carried -> carried not in ('', '\0', '\0\0'), if(
                    is_of_server, [visitor_id, '\0' || customer_id, '\0\0' || email_hash], [visitor_id]
                ))) as identity
            from events
            where site_id = {site_id:UInt32}
              and type = 'click'
              and traffic = 'human'
              and source != 'pixel'
              and ref != ''
              and timestamp < fromUnixTimestamp64Milli({from_ms:Int64} - {longest_window_ms:Int64}, 'UTC')
              and (empty({visitor_ids:Array(String)}) or visitor_id in {visitor_ids:Array(String)})
        ) as events
        group by identity, ref, is_of_server, apart_ms
    ),
