-- The path of every conversion: the touches that may earn, in order of time. Goes on from people.sql and expired.sql;
-- other statements go on here.
-- Grain of `paths`: one conversion. Its touches are human clicks of the same person, at or before the conversion and
-- less than their program's window older. Without any, what the conversion itself names stands in for a click: its ref
-- (`stand_in` 1) unless the person clicked it too long ago; else its promo code, or nobody with the key `unattributed`
-- (`stand_in` 2), which keeps the sums whole. A promo code whose program puts it first stands alone.
-- Params: those of people.sql and expired.sql; every_click: also the clicks of people without conversion; by: the
-- dimension that fills `key`; refs, ref_partners, ref_programs: refs in lower case, their partners' codes and programs;
-- promo_codes, promo_partners, promo_first: the same for promo codes, and whether they go before a click; program_ids,
-- archived_codes, archived_ms: promo codes that are nobody's from a moment on; program_windows_ms: windows of programs; window_ms: of all other touches; longest_window_ms: of them all.
    candidates as
    (
        select
            timestamp as touched_at,
            event_id as touch_id,
            identity,
            stand_in,
            if(
                lower(promo_code) in {archived_codes:Array(String)}
                and toUnixTimestamp64Milli(timestamp) >= transform(
                    lower(promo_code), {archived_codes:Array(String)}, {archived_ms:Array(Int64)}, toInt64(0)
                ),
                '',
                lower(promo_code)
            ) as live_promo_code,
            transform(live_promo_code, {promo_codes:Array(String)}, {promo_partners:Array(String)}, '') as promo_partner,
            stand_in = 2
            and has({promo_first:Array(UInt8)}, 1)
            and transform(live_promo_code, {promo_codes:Array(String)}, {promo_first:Array(UInt8)}, toUInt8(0)) = 1
            as goes_first,
            if(ref != '' and stand_in != 2, toString(ref), promo_partner) as earning_ref,
            if(
                earning_ref = '',
                toUInt32(0),
                transform(lower(earning_ref), {refs:Array(String)}, {ref_programs:Array(UInt32)}, toUInt32(0))
            ) as program_id,
            if(stand_in = 0, lower(toString(ref)), '') as clicked_ref,
            transform(
                program_id, {program_ids:Array(UInt32)}, {program_windows_ms:Array(Int64)}, {window_ms:Int64}
            ) as touch_window_ms,
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
                stand_in > 0 and earning_ref = '', 'unattributed',
                dimension != '', dimension,
                is_direct, 'direct',
                '(none)'
            ) as key
        from
        (
            select
                timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
                visitor_id as identity,
                0 as stand_in
            from events
            where site_id = {site_id:UInt32}
              and type = 'click'
              and traffic = 'human'
              and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64} - {longest_window_ms:Int64}, 'UTC')
              and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
              and (empty({visitor_ids:Array(String)}) or visitor_id in {visitor_ids:Array(String)})
              and visitor_id != ''
              and ({every_click:Bool} or visitor_id in (select identity from conversion_identities))
            union all
            select
                timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
                '\0' || customer_id as identity,
                0 as stand_in
            from events
            where site_id = {site_id:UInt32}
              and type = 'click'
              and traffic = 'human'
              and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64} - {longest_window_ms:Int64}, 'UTC')
              and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
              and visitor_id = ''
              and customer_id != ''
              and ({every_click:Bool} or '\0' || customer_id in (select identity from conversion_identities))
            union all
            select
                timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
                '\x01' || toString(event_id) as identity,
                arrayJoin(if(ref = '', [2], [1, 2])) as stand_in
            from asked_conversions
        )
    ),
    joined_touches as
    (
        select
            conversion_id,
            cast(
                (touched_at, touch_id, earning_ref, key, program_id, is_direct, stand_in),
                'Tuple(touched_at DateTime64(3, \'UTC\'), touch_id UUID, earning_ref String, key String, '
                || 'program_id UInt32, is_direct Bool, stand_in UInt8)'
            ) as touch,
            goes_first,
            touched_at > converted_at - toIntervalMillisecond(touch_window_ms) as is_inside
        from candidates
        inner join conversion_identities using (identity)
        where touched_at <= converted_at
          and (is_inside or (named_ref != '' and clicked_ref = named_ref))
    ),
    found_touches as
    (
        select
            conversion_id,
            arrayFilter(
                touch -> touch.stand_in = multiIf(has_first, 2, has_clicks, 0, has_ref and not is_expired, 1, 2), found
            ) as touches
        from
        (
            select
                conversion_id,
                max(goes_first) as has_first,
                max(is_inside and touch.stand_in = 0) as has_clicks,
                max(touch.stand_in = 1) as has_ref,
                max(not is_inside) or conversion_id in (select conversion_id from expired_before) as is_expired,
                arraySort(groupArrayIf(touch, is_inside)) as found
            from joined_touches
            group by conversion_id
        )
    ),
    refunds as
    (
        select
            order_id,
            countIf(amount_minor is null) > 0 as is_full,
            sumIf(ifNull(amount_minor, 0), order_refunds.currency in ('', sale_currency)) as refunded_minor
        from order_refunds
        inner join
        (
            select order_id, currency as sale_currency
            from asked_conversions
            where type = 'sale' and order_id != ''
        ) as sales using (order_id)
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
