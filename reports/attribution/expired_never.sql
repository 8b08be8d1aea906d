-- Where nothing was recorded before the touches of the period, there is no older referral. Goes on from people.sql.
-- Grain of `old_referrals`: that of expired_before.sql, without a row.
    old_referrals as
    (
        select
            fromUnixTimestamp64Milli(0, 'UTC') as referred_at,
            '' as ref,
            '' as identity
        where false
    ),
