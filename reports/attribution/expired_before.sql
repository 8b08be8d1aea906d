-- Conversions that name a ref which the person clicked before the touches of the period begin: too long ago. Goes on
-- from people.sql.
-- Grain of `expired_before`: one conversion.
-- Params: those of people.sql; longest_window_ms: of all programs.
    expired_before as
    (
        select distinct conversion_id
        from
        (
            select distinct
                if(visitor_id != '', visitor_id, '\0' || customer_id) as identity,
                lower(toString(ref)) as named_ref
            from events
            where site_id = {site_id:UInt32}
              and type = 'click'
              and traffic = 'human'
              and ref != ''
              and timestamp < fromUnixTimestamp64Milli({from_ms:Int64} - {longest_window_ms:Int64}, 'UTC')
              and (empty({visitor_ids:Array(String)}) or visitor_id in {visitor_ids:Array(String)})
              and identity in (select identity from conversion_identities where named_ref != '')
        ) as referrals
        inner join conversion_identities using (identity, named_ref)
    ),
