-- The path of every conversion: the touches that may earn, in order of time. Continues people.sql, clicks.sql and
-- clicks_of_conversions.sql or all_clicks.sql; other files continue it.
-- Grain of `paths`: one conversion. Its touches are human clicks of the same person, at or before the conversion and
-- less than their program's window older, the newest `touch_limit` of them. Without any, what the conversion itself
-- names stands in for a click: its ref (`stand_in` 1) unless the person clicked it too long ago; else its promo code,
-- or no partner with the key `unattributed` (`stand_in` 2), which keeps the sums whole. A promo code whose program puts
-- it first stands alone.
-- Params: those of people.sql; by: the dimension that fills `key`; refs, ref_partners, ref_programs: refs in lower
-- case, their partners' codes and programs; promo_codes, promo_partners, promo_first: the same for promo codes, and
-- whether they precede clicks; archived_codes, archived_ms: promo codes that belong to no partner from a moment on;
-- program_ids, program_windows_ms: windows of programs; window_ms: of all other touches.
    -- Long lists are subqueries: a literal is named by its whole text, which each step of the plan would copy.
    (select {refs:Array(String)}) as known_refs,
    (select {ref_partners:Array(String)}) as partners_of_refs,
    (select {ref_programs:Array(UInt32)}) as programs_of_refs,
    (select {promo_codes:Array(String)}) as known_promo_codes,
    (select {promo_partners:Array(String)}) as partners_of_promo_codes,
    (select {promo_first:Array(UInt8)}) as go_first_of_promo_codes,
    -- What may be a touch, and of which conversion.
    candidates as
    (
        select
            conversion_id,
            converted_at,
            named_ref,
            conversion_fields,
            timestamp as touched_at,
            event_id as touch_id,
            identity,
            stand_in,
            if(
                has({archived_codes:Array(String)}, lower(promo_code))
                and toUnixTimestamp64Milli(timestamp) >= transform(
                    lower(promo_code), {archived_codes:Array(String)}, {archived_ms:Array(Int64)}, toInt64(0)
                ),
                '',
                lower(promo_code)
            ) as live_promo_code,
            transform(live_promo_code, known_promo_codes, partners_of_promo_codes, '') as promo_partner,
            stand_in = 2
            and has(go_first_of_promo_codes, 1)
            and transform(live_promo_code, known_promo_codes, go_first_of_promo_codes, toUInt8(0)) = 1
            as goes_first,
            if(ref != '' and stand_in != 2, toString(ref), promo_partner) as earning_ref,
            if(
                earning_ref = '',
                toUInt32(0),
                transform(lower(earning_ref), known_refs, programs_of_refs, toUInt32(0))
            ) as program_id,
            if(stand_in = 0, lower(toString(ref)), '') as clicked_ref,
            transform(
                program_id, {program_ids:Array(UInt32)}, {program_windows_ms:Array(Int64)}, {window_ms:Int64}
            ) as touch_window_ms,
            lower(if(earning_ref != '', earning_ref, toString(utm_source))) in ('direct', '(direct)')
            or (channel = 'direct' and earning_ref = '' and sub_id = '' and utm_campaign = '') as is_direct,
            multiIf(
                {by:String} = 'partner',
                transform(lower(earning_ref), known_refs, partners_of_refs, ''),
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
                identity,
                0 as stand_in,
                conversion_id,
                converted_at,
                named_ref,
                ('', '', '', toInt64(0)) as conversion_fields
            from considered_clicks
            union all
            select
                timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
                '' as identity,
                arrayJoin(if(ref = '', [2], [1, 2])) as stand_in,
                event_id as conversion_id,
                timestamp as converted_at,
                '' as named_ref,
                (toString(type), order_id, toString(currency), gross_minor) as conversion_fields
            from selected_conversions
        )
    ),
    joined_touches as
    (
        select
            conversion_id,
            converted_at,
            conversion_fields,
            stand_in,
            goes_first,
            cast(
                (touched_at, touch_id, earning_ref, key, program_id, is_direct, stand_in),
                'Tuple(touched_at DateTime64(3, \'UTC\'), touch_id UUID, earning_ref String, key String, '
                || 'program_id UInt32, is_direct Bool, stand_in UInt8)'
            ) as touch,
            touched_at > converted_at - toIntervalMillisecond(touch_window_ms) as is_inside
        from candidates
        where touched_at <= converted_at
          and (is_inside or (named_ref != '' and clicked_ref = named_ref))
    ),
    found_touches as
    (
        select
            conversion_id,
            any(converted_at) as converted_at,
            cast(
                anyIf(conversion_fields, stand_in = 2),
                'Tuple(type String, order_id String, currency String, gross_minor Int64)'
            ) as conversion,
            anyIf(touch.earning_ref, stand_in = 1) as named_ref,
            max(not is_inside) as is_expired,
            multiIf(
                max(goes_first), 2,
                max(is_inside and stand_in = 0), 0,
                max(stand_in = 1) and not is_expired, 1,
                2
            ) as winning_kind,
            arraySlice(
                arrayFilter(touch -> touch.stand_in = winning_kind, arraySort(groupArrayIf(touch, is_inside))),
                -toInt64({touch_limit:UInt32})
            ) as touches
        from joined_touches
        group by conversion_id
    ),
    refunds as
    (
        select
            order_id,
            refunded_minor,
            is_disputed as has_open_dispute
        from folded_returns_v1
        where site_id = {site_id:UInt32}
    ),
    paths as
    (
        select
            conversion_id,
            conversion.type as type,
            converted_at,
            conversion.order_id as order_id,
            named_ref,
            conversion.currency as currency,
            conversion.gross_minor as gross_minor,
            refunded_minor[if(mapContains(refunded_minor, currency), currency, '')] as refunded,
            if(type = 'sale', greatest(0, gross_minor - refunded), gross_minor) as net_minor,
            type = 'sale' and has_open_dispute as is_disputed,
            touches,
            arrayLast(touch -> touch.program_id != 0, touches).program_id as program_id
        from found_touches
        left join refunds on refunds.order_id = conversion.order_id
    )
