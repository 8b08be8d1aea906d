-- Clicks that arrived through partners, from the roll-up: the rows of clicks.sql, where period and buckets begin on whole
-- hours.
-- Grain: one partner (by own code), one bucket of time, and the whole.
-- Params: those of clicks.sql.
select
    toBool(grouping(partner) = 0) as is_partner,
    toBool(grouping(bucket_ms) = 0) as is_bucket,
    partner,
    bucket_ms,
    sumIf(hour_clicks, traffic = 'human') as clicks,
    uniqExactMergeIf(hour_visitors, traffic = 'human') as visitors,
    sumIf(hour_clicks, traffic = 'bot') as bot_clicks,
    sumIf(hour_clicks, traffic = 'prefetch') as prefetch_clicks,
    sumIf(hour_clicks, traffic = 'preview') as preview_clicks,
    sumIf(hour_clicks, traffic = 'test') as test_clicks
from
(
    select
        lower(if(
            ref != '',
            toString(ref),
            transform(
                if(
                    promo_code in {archived_codes:Array(String)}
                    and toUnixTimestamp(hour) * toInt64(1000) >= transform(
                        toString(promo_code), {archived_codes:Array(String)}, {archived_ms:Array(Int64)}, toInt64(0)
                    ),
                    '',
                    promo_code
                ),
                {promo_codes:Array(String)}, {promo_partners:Array(String)}, ''
            )
        )) as earning_ref,
        transform(earning_ref, {refs:Array(String)}, {ref_partners:Array(String)}, '') as partner,
        roundDown(toUnixTimestamp(hour) * toInt64(1000), {starts_ms:Array(Int64)}) as bucket_ms,
        traffic,
        clicks as hour_clicks,
        visitors as hour_visitors
    from rollup_partner_hours
    where site_id = {site_id:UInt32}
      and hour >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
      and hour < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
      and partner != ''
      -- By the sorting key, so that a question about one partner reads the rows of that partner alone.
      and (
          {every_ref:Bool}
          or ref in {own_refs:Array(String)}
          or (ref = '' and promo_code in {promo_codes:Array(String)})
      )
      and ({every_ref:Bool} or has({own_refs:Array(String)}, earning_ref))
)
group by grouping sets ((partner), (bucket_ms), ())
