-- Credit of each key under each model. Continues credits.sql.
-- Grain: model, key, type of conversion and currency: that of the exchange, or that of money without a rate. `unconfirmed`
-- is the part that only browsers reported and no person approved: by trust, by the ref or promo code of a signed report, or
-- by a claim.
-- Params: own_refs: only what these refs (in lower case) earned, `every_ref` for all; confirmed_trust: from which on a report
-- confirms.
-- shares: parts of conversions in units of 2^-60.
,
    approved_conversions as
    (
        select subject_id
        from decisions
        where site_id = {site_id:UInt32} and subject_kind = 'conversion' and decided_by != 'rules'
        group by subject_id
        having argMax(decision, decided_at) = 'pay'
    )
select
    grain.1 as model,
    grain.2 as key,
    grain.3 as type,
    grain.4 as currency,
    sum(toInt128(share * exp2(60))) as shares,
    sum(credit_minor) as revenue_minor,
    sumIf(toInt128(share * exp2(60)), is_unconfirmed) as unconfirmed_shares,
    sumIf(credit_minor, is_unconfirmed) as unconfirmed_minor
from
(
    select
        -- In one column: the planner walks through the whole statement for each column of a group.
        (model, key, type, currency) as grain,
        share,
        credit_minor,
        earning_ref,
        (conversion_id, toUInt8(is_declared and earning_ref != '')) in
        (
            select event_id, arrayJoin(if(trust < {confirmed_trust:UInt8}, [0, 1], [1]))
            from standing_conversions final
            where site_id = {site_id:UInt32}
              and trust <= {confirmed_trust:UInt8}
              and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
              and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
              and toString(event_id) not in (select subject_id from approved_conversions)
        )
        or (is_claimed and toString(conversion_id) not in (select subject_id from approved_conversions))
        as is_unconfirmed
    from credits
)
where {every_ref:Bool} or has({own_refs:Array(String)}, lower(earning_ref))
group by grain
