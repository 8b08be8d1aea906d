-- The path of every conversion of a period: the touches that may earn, in order of time. Other statements go on here.
-- Grain of `paths`: one conversion. Its touches are human clicks of the same person, at or before the conversion and
-- less than their program's window older; without any, the conversion's own ref or promo code stands as a declared
-- touch; without that, one touch with the key `unattributed` keeps the sums whole. A ref that the conversion names has
-- expired if the person clicked it too long ago. A promo code whose program puts it first stands alone.
-- Params: site_id; from_ms, to_ms: half-open period of the conversions; types: of which; conversion_ids: only these,
-- empty for all; visitor_ids: all visitors behind them, empty for not looked up; every_click: also the clicks of people
-- without conversion; by: the dimension that fills `key`; refs, ref_partners, ref_programs: refs in lower case, their
-- partners' codes and programs; promo_codes, promo_partners, promo_programs, promo_first: the same for promo codes, and
-- whether they go before a click; program_ids, program_windows_ms: windows of programs; window_ms: of all other touches;
-- longest_window_ms: of them all.
with
    asked_conversions as
    (
        select
            event_id,
            type,
            timestamp,
            visitor_id,
            customer_id,
            order_id,
            currency,
            ifNull(amount_minor, 0) as gross_minor,
            ref,
            promo_code,
            channel,
            link,
            sub_id,
            utm_source,
            utm_medium,
            utm_campaign,
            country
        from conversions
        where site_id = {site_id:UInt32}
          and type in {types:Array(String)}
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          and (empty({conversion_ids:Array(String)}) or toString(event_id) in {conversion_ids:Array(String)})
    ),
    -- A browser that several customers used joins nobody: it would join strangers.
    owned_visitors as
    (
        select
            visitor_id,
            any(customer_id) as owner_id
        from identities
        where site_id = {site_id:UInt32}
          and (empty({visitor_ids:Array(String)}) or visitor_id in {visitor_ids:Array(String)})
        group by visitor_id
        having uniqExact(customer_id) = 1
    ),
    customers as
    (
        select
            owner_id as person_id,
            groupUniqArray(visitor_id) as visitor_ids
        from owned_visitors
        group by owner_id
    ),
    -- Who the second report of a conversion names: a server knows the customer, the browser knows the visitor, and
    -- whichever came first is stored. Only the first of them counts: anybody may repeat an order later.
    second_reports as
    (
        select
            original_event_id as conversion_id,
            argMinIf(visitor_id, received_at, visitor_id != '') as second_visitor_id,
            argMinIf(customer_id, received_at, customer_id != '') as second_customer_id
        from duplicates
        where site_id = {site_id:UInt32}
          and original_event_id in (select event_id from asked_conversions)
        group by conversion_id
    ),
    people_of_conversions as
    (
        select
            event_id,
            timestamp,
            ref,
            if(visitor_id != '', visitor_id, second_visitor_id) as visitor_id,
            if(asked_conversions.customer_id != '', asked_conversions.customer_id, second_customer_id) as customer_id
        from asked_conversions
        left join second_reports on second_reports.conversion_id = asked_conversions.event_id
    ),
    -- One row for each identity a click of this person may carry; ('conversion', id) is the conversion's own row.
    conversion_identities as
    (
        select
            event_id as conversion_id,
            timestamp as converted_at,
            lower(toString(ref)) as named_ref,
            if(customer_id != '', customer_id, owner_id) as joined_id,
            arrayJoin(arrayFilter(
                carried -> carried.2 != '',
                arrayDistinct(arrayConcat(
                    [('conversion', toString(event_id)), ('visitor', visitor_id), ('customer', joined_id)],
                    arrayMap(id -> ('visitor', id), visitor_ids)
                ))
            )) as identity
        from people_of_conversions
        left join owned_visitors using (visitor_id)
        left join customers on customers.person_id = joined_id
    ),
    -- Conversions that name a ref which the person clicked, but too long ago.
    expired as
    (
        select distinct conversion_id
        from conversion_identities
        inner join
        (
            select
                if(visitor_id != '', ('visitor', visitor_id), ('customer', customer_id)) as identity,
                lower(toString(ref)) as named_ref,
                min(timestamp) as first_clicked
            from events
            where site_id = {site_id:UInt32}
              and type = 'click'
              and traffic = 'human'
              and ref != ''
              and timestamp < fromUnixTimestamp64Milli({to_ms:Int64} - {shortest_window_ms:Int64}, 'UTC')
              and (empty({visitor_ids:Array(String)}) or visitor_id in {visitor_ids:Array(String)})
              and identity in (select identity from conversion_identities where named_ref != '')
            group by identity, named_ref
        ) as referrals using (identity, named_ref)
        where first_clicked <= converted_at - toIntervalMillisecond(transform(
            transform(named_ref, {refs:Array(String)}, {ref_programs:Array(UInt32)}, toUInt32(0)),
            {program_ids:Array(UInt32)}, {program_windows_ms:Array(Int64)}, {window_ms:Int64}
        ))
    ),
    candidates as
    (
        select
            timestamp as touched_at,
            event_id as touch_id,
            carrier as identity,
            is_declared,
            transform(lower(promo_code), {promo_codes:Array(String)}, {promo_partners:Array(String)}, '') as promo_partner,
            is_declared
            and has({promo_first:Array(UInt8)}, 1)
            and transform(lower(promo_code), {promo_codes:Array(String)}, {promo_first:Array(UInt8)}, toUInt8(0)) = 1
            as goes_first,
            if(ref != '' and not goes_first and not is_expired, toString(ref), promo_partner) as earning_ref,
            if(
                earning_ref = '',
                toUInt32(0),
                transform(lower(earning_ref), {refs:Array(String)}, {ref_programs:Array(UInt32)}, toUInt32(0))
            ) as program_id,
            lower(if(earning_ref != '', earning_ref, toString(utm_source))) in ('direct', '(direct)')
            or (channel = 'direct' and earning_ref = '' and sub_id = '' and utm_campaign = '') as is_direct,
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
        from
        (
            select
                timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
                if(visitor_id != '', ('visitor', visitor_id), ('customer', customer_id)) as carrier,
                false as is_declared,
                false as is_expired
            from events
            where site_id = {site_id:UInt32}
              and type = 'click'
              and traffic = 'human'
              and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64} - {longest_window_ms:Int64}, 'UTC')
              and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
              and (empty({visitor_ids:Array(String)}) or visitor_id in {visitor_ids:Array(String)})
              and ({every_click:Bool} or carrier in (select identity from conversion_identities))
            union all
            select
                timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
                ('conversion', toString(event_id)) as carrier,
                true as is_declared,
                event_id in (select conversion_id from expired) as is_expired
            from asked_conversions
        )
    ),
    found_touches as
    (
        select
            conversion_id,
            arraySort(groupArray(cast(
                (touched_at, touch_id, earning_ref, key, program_id, is_direct, is_declared, goes_first),
                'Tuple(touched_at DateTime64(3, \'UTC\'), touch_id UUID, earning_ref String, key String, '
                || 'program_id UInt32, is_direct Bool, is_declared Bool, goes_first Bool)'
            ))) as found,
            arrayFilter(touch -> touch.goes_first, found) as going_first,
            arrayFilter(touch -> not touch.is_declared, found) as clicks,
            multiIf(notEmpty(going_first), going_first, notEmpty(clicks), clicks, found) as touches
        from conversion_identities
        inner join candidates using (identity)
        where touched_at <= converted_at
          and touched_at > converted_at - toIntervalMillisecond(transform(
              program_id, {program_ids:Array(UInt32)}, {program_windows_ms:Array(Int64)}, {window_ms:Int64}
          ))
        group by conversion_id
    ),
    refunds as
    (
        select
            order_id,
            countIf(amount_minor is null) > 0 as is_full,
            sum(ifNull(amount_minor, 0)) as refunded_minor
        from order_refunds
        where site_id = {site_id:UInt32}
          and order_id in (select order_id from asked_conversions where type = 'sale' and order_id != '')
        group by order_id
    ),
    paths as
    (
        select
            asked_conversions.event_id as conversion_id,
            type,
            timestamp as converted_at,
            asked_conversions.order_id as order_id,
            toString(ref) as named_ref,
            currency,
            gross_minor,
            multiIf(type != 'sale', gross_minor, is_full, 0, greatest(gross_minor - refunded_minor, 0)) as net_minor,
            touches,
            arrayLast(touch -> touch.program_id != 0, touches).program_id as program_id
        from asked_conversions
        inner join found_touches on found_touches.conversion_id = asked_conversions.event_id
        left join refunds on refunds.order_id = asked_conversions.order_id
    )
