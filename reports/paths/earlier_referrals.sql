-- The last click of each ref from before the touches of the period. A conversion that names such a ref got it from a
-- click that is too old to earn, so its referral has expired. Continues people.sql.
-- Grain of `earlier_referrals`: one ref and one browser, or one customer where the click names no browser.
-- Params: site_id; visitor_ids: as in people.sql; from_ms; longest_window_ms: of all programs.
    earlier_referrals as
    (
        select
            max(timestamp) as referred_at,
            ref,
            if(visitor_id != '', visitor_id, '\0' || customer_id) as identity
        from events
        where site_id = {site_id:UInt32}
          and type = 'click'
          and traffic = 'human'
          and ref != ''
          and timestamp < fromUnixTimestamp64Milli({from_ms:Int64} - {longest_window_ms:Int64}, 'UTC')
          and (empty({visitor_ids:Array(String)}) or visitor_id in {visitor_ids:Array(String)})
        group by identity, ref
    ),
