-- Clicks that arrived through partners, by kind of traffic.
-- Grain: one partner (by own code), one bucket of time, and the whole.
-- Params: site_id; from_ms, to_ms: half-open; starts_ms: the beginnings of the buckets; refs, ref_partners: refs in
-- lower case and their partners' codes; promo_codes, promo_partners: the same for promo codes; archived_codes, archived_ms:
-- those that belong to no partner from a moment on (the hour of that moment still counts, as in the roll-up); own_refs: only clicks by
-- these refs (in lower case), `every_ref` for all.
select
    toBool(grouping(partner) = 0) as is_partner,
    toBool(grouping(bucket_ms) = 0) as is_bucket,
    partner,
    bucket_ms,
    countIf(traffic = 'human') as clicks,
    uniqExactIf(visitor_id, traffic = 'human' and visitor_id != '') as visitors,
    countIf(traffic = 'bot') as bot_clicks,
    countIf(traffic = 'prefetch') as prefetch_clicks,
    countIf(traffic = 'preview') as preview_clicks,
    countIf(traffic = 'test') as test_clicks
from
(
    select
        lower(if(
            ref != '',
            toString(ref),
            transform(
                if(
                    lower(promo_code) in {archived_codes:Array(String)}
                    and toUnixTimestamp(toStartOfHour(timestamp, 'UTC')) * toInt64(1000) >= transform(
                        lower(promo_code), {archived_codes:Array(String)}, {archived_ms:Array(Int64)}, toInt64(0)
                    ),
                    '',
                    lower(promo_code)
                ),
                {promo_codes:Array(String)}, {promo_partners:Array(String)}, ''
            )
        )) as earning_ref,
        transform(earning_ref, {refs:Array(String)}, {ref_partners:Array(String)}, '') as partner,
        roundDown(toUnixTimestamp64Milli(timestamp), {starts_ms:Array(Int64)}) as bucket_ms,
        traffic,
        visitor_id
    from events
    where site_id = {site_id:UInt32}
      and type = 'click'
      and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
      and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
      and partner != ''
      and ({every_ref:Bool} or has({own_refs:Array(String)}, earning_ref))
)
group by grouping sets ((partner), (bucket_ms), ())
