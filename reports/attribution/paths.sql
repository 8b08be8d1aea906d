-- The path of every conversion of a period: the touches that may earn, in order of time. Other statements go on here.
-- Grain of `paths`: one conversion. Its touches are human clicks of the same person, at or before the conversion and
-- less than the window older; without any, the conversion's own ref or promo code stands as a declared touch; without
-- that, one touch with the key `unattributed` keeps the sums whole.
-- Params: site_id; from_ms, to_ms: half-open period of the conversions; types: of which; window_ms; by: the dimension
-- that fills `key`; refs, ref_partners: refs in lower case and their partners' codes; promo_codes, promo_partners: the same
-- for promo codes; conversion_ids: only these, empty for all.
with
    conversions as
    (
        select
            event_id,
            type,
            timestamp,
            visitor_id,
            customer_id,
            order_id,
            currency,
            ifNull(amount_minor, 0) as gross_minor
        from events
        where site_id = {site_id:UInt32}
          and type in {types:Array(String)}
          and traffic != 'test'
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          and (empty({conversion_ids:Array(String)}) or has({conversion_ids:Array(String)}, toString(event_id)))
    ),
    -- A browser that several customers used joins nobody: it would join strangers.
    owned_visitors as
    (
        select
            visitor_id,
            any(customer_id) as owner_id
        from identities
        where site_id = {site_id:UInt32}
        group by visitor_id
        having uniqExact(customer_id) = 1
    ),
    customers as
    (
        select
            customer_id as person_id,
            groupUniqArray(visitor_id) as visitor_ids
        from identities
        where site_id = {site_id:UInt32}
        group by customer_id
    ),
    -- One row for each identity a click of this person may carry; ('conversion', id) is the conversion's own row.
    conversion_identities as
    (
        select
            event_id as conversion_id,
            timestamp as converted_at,
            if(customer_id != '', customer_id, owner_id) as joined_id,
            arrayJoin(arrayFilter(
                carried -> carried.2 != '',
                arrayDistinct(arrayConcat(
                    [('conversion', toString(event_id)), ('visitor', visitor_id), ('customer', joined_id)],
                    arrayMap(id -> ('visitor', id), visitor_ids)
                ))
            )) as identity
        from conversions
        left join owned_visitors using (visitor_id)
        left join customers on customers.person_id = joined_id
    ),
    candidates as
    (
        select
            timestamp as touched_at,
            event_id as touch_id,
            type != 'click' as is_declared,
            multiIf(
                type != 'click', ('conversion', toString(event_id)),
                visitor_id != '', ('visitor', visitor_id),
                ('customer', customer_id)
            ) as identity,
            if(
                ref != '',
                toString(ref),
                transform(lower(promo_code), {promo_codes:Array(String)}, {promo_partners:Array(String)}, '')
            ) as earning_ref,
            channel = 'direct' and earning_ref = '' as is_direct,
            multiIf(
                {by:String} = 'partner',
                transform(lower(earning_ref), {refs:Array(String)}, {ref_partners:Array(String)}, ''),
                {by:String} = 'ref', earning_ref,
                {by:String} = 'channel', toString(channel),
                {by:String} = 'link', toString(link),
                {by:String} = 'sub_id', sub_id,
                {by:String} = 'utm_source', toString(utm_source),
                {by:String} = 'utm_medium', toString(utm_medium),
                {by:String} = 'utm_campaign', toString(utm_campaign),
                toString(country)
            ) as dimension,
            multiIf(
                is_declared and earning_ref = '', 'unattributed',
                dimension != '', dimension,
                is_direct, 'direct',
                '(none)'
            ) as key
        from events
        where site_id = {site_id:UInt32}
          and ((type = 'click' and traffic = 'human') or (type in {types:Array(String)} and traffic != 'test'))
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64} - {window_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          and identity in (select identity from conversion_identities)
    ),
    found_touches as
    (
        select
            conversion_id,
            arraySort(groupArray(cast(
                (touched_at, touch_id, earning_ref, key, is_direct, is_declared),
                'Tuple(touched_at DateTime64(3, \'UTC\'), touch_id UUID, earning_ref String, key String, '
                || 'is_direct Bool, is_declared Bool)'
            ))) as found,
            arrayFilter(touch -> not touch.is_declared, found) as clicks,
            if(notEmpty(clicks), clicks, found) as touches
        from conversion_identities
        inner join candidates using (identity)
        where touched_at <= converted_at
          and touched_at > converted_at - toIntervalMillisecond({window_ms:Int64})
        group by conversion_id
    ),
    refunds as
    (
        select
            order_id,
            countIf(amount_minor is null) > 0 as is_full,
            sum(ifNull(amount_minor, 0)) as refunded_minor
        from events
        where site_id = {site_id:UInt32}
          and type = 'refund'
          and traffic != 'test'
          and order_id in (select order_id from conversions where type = 'sale' and order_id != '')
        group by order_id
    ),
    paths as
    (
        select
            conversions.event_id as conversion_id,
            type,
            timestamp as converted_at,
            conversions.order_id as order_id,
            currency,
            gross_minor,
            multiIf(type != 'sale', gross_minor, is_full, 0, greatest(gross_minor - refunded_minor, 0)) as net_minor,
            touches
        from conversions
        inner join found_touches on found_touches.conversion_id = conversions.event_id
        left join refunds on refunds.order_id = conversions.order_id
    )
