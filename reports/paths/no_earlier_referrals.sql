-- No earlier referrals: for a site without any click before the touches of the period. Continues people.sql.
-- Grain of `earlier_referrals`: that of earlier_referrals.sql, without a row.
    earlier_referrals as
    (
        select
            fromUnixTimestamp64Milli(0, 'UTC') as referred_at,
            referred_at as received_at,
            '' as ref,
            false as is_of_server,
            '' as visitor_id,
            cast([], 'Array(String)') as identities
        where false
    ),
