-- The credit of sales by partner and by channel. Continues the attribution's credits.sql, for one model and by channel.
-- Grain: one partner (by own code) or channel, and currency. kind: `partner` or `channel`.
-- shares: parts of sales in units of 2^-60.
select
    grain.1 as kind,
    grain.2 as name,
    grain.3 as currency,
    sum(toInt128(share * exp2(60))) as shares,
    sum(credit_minor) as revenue_minor
from
(
    select
        share,
        credit_minor,
        arrayJoin([
            (
                'partner',
                transform(lower(earning_ref), {refs:Array(String)}, {ref_partners:Array(String)}, ''),
                toString(currency)
            ),
            ('channel', toString(key), toString(currency))
        ]) as grain
    from credits
    where type = 'sale'
)
group by grain
