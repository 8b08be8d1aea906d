-- The path of every conversion: the touches that may earn, in order of time. Continues *clicks_of_conversions.sql or
-- all_clicks.sql; other files continue it.
-- Grain of `paths`: one conversion. Its touches are clicks of the same person, at or before the conversion and less than
-- their program's window older, made while their partner was active, the newest `touch_limit` of them. Claims count
-- where nothing confirmed speaks: neither a click nor a partner's ref or promo code. Without touches, what the conversion
-- itself names stands in for a click (`fallback`): the ref of a partner (1) unless the person clicked it too
-- long ago; else the first promo code of a partner (2); else a ref of nobody; else no partner with the key `unattributed`,
-- which keeps the sums whole. A promo code whose program puts it first stands alone. What falls to a partner who was not
-- active at the conversion falls to nobody: no `earning_ref`.
-- Params: those of people.sql; by: the dimension that fills `key`; refs, ref_partners, ref_programs: refs in lower
-- case, their partners' codes and programs; ref_numbers: of their partners, if these were ever inactive, else 0;
-- status_keys: in ascending order, a partner's number times 2^42 and the millisecond of a change, for each number one
-- without a moment; inactive_keys: those that begin a time in which the partner is not active; promo_codes,
-- promo_partners, promo_first: codes in lower case, their partners' codes, and whether they precede clicks;
-- archived_codes, archived_ms: promo codes that belong to no partner from a moment on; program_ids, program_windows_ms:
-- windows of programs; window_ms: of all other touches.
    -- Long lists are subqueries: a literal is named by its whole text, which each step of the plan would copy.
    (select {refs:Array(String)}) as known_refs,
    (select {ref_partners:Array(String)}) as partners_of_refs,
    (select {ref_programs:Array(UInt32)}) as programs_of_refs,
    (select {ref_numbers:Array(UInt64)}) as numbers_of_refs,
    (select {status_keys:Array(UInt64)}) as known_status_keys,
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
            touched_at,
            event_id as touch_id,
            identity,
            stand_in,
            is_claim,
            is_late,
            -- Of several codes the first that is a partner's counts.
            if(promo_code = '' or stand_in = 1, [], arrayFilter(
                code -> transform(code, known_promo_codes, partners_of_promo_codes, '') != ''
                and not (
                    has({archived_codes:Array(String)}, code)
                    and toUnixTimestamp64Milli(touched_at) >= transform(
                        code, {archived_codes:Array(String)}, {archived_ms:Array(Int64)}, toInt64(0)
                    )
                )
                and not (stand_in = 2 and roundDown(
                    bitShiftLeft(transform(
                        transform(code, known_promo_codes, partners_of_promo_codes, ''),
                        known_refs, numbers_of_refs, toUInt64(0)
                    ), 42) + toUInt64(toUnixTimestamp64Milli(touched_at)),
                    known_status_keys
                ) in {inactive_keys:Array(UInt64)}),
                extractAll(lower(promo_code), '[^,;\\s]+')
            ))[1] as live_promo_code,
            transform(live_promo_code, known_promo_codes, partners_of_promo_codes, '') as promo_partner,
            stand_in = 2
            and has(go_first_of_promo_codes, 1)
            and transform(live_promo_code, known_promo_codes, go_first_of_promo_codes, toUInt8(0)) = 1
            as goes_first,
            if(ref != '' and stand_in != 2, toString(ref), promo_partner) as touched_ref,
            transform(lower(touched_ref), known_refs, partners_of_refs, '') as partner,
            if(
                touched_ref = '',
                toUInt32(0),
                transform(lower(touched_ref), known_refs, programs_of_refs, toUInt32(0))
            ) as program_id,
            bitShiftLeft(if(
                touched_ref = '', toUInt64(0), transform(lower(touched_ref), known_refs, numbers_of_refs, toUInt64(0))
            ), 42) as status_key,
            status_key != 0 and roundDown(
                status_key + toUInt64(toUnixTimestamp64Milli(touched_at)), known_status_keys
            ) in {inactive_keys:Array(UInt64)} as was_inactive,
            status_key != 0 and roundDown(
                status_key + toUInt64(toUnixTimestamp64Milli(converted_at)), known_status_keys
            ) in {inactive_keys:Array(UInt64)} as is_nobodys,
            if(is_nobodys, '', touched_ref) as earning_ref,
            if(stand_in = 0, lower(toString(ref)), '') as clicked_ref,
            transform(
                program_id, {program_ids:Array(UInt32)}, {program_windows_ms:Array(Int64)}, {window_ms:Int64}
            ) as touch_window_ms,
            lower(if(touched_ref != '', touched_ref, toString(utm_source))) in ('direct', '(direct)')
            or (channel = 'direct' and touched_ref = '' and sub_id = '' and utm_campaign = '') as is_direct,
            multiIf(
                {by:String} = 'partner', partner,
                {by:String} = 'ref', touched_ref,
                {by:String} = 'channel', toString(channel),
                {by:String} = 'link', toString(link),
                {by:String} = 'sub_id', sub_id,
                {by:String} = 'utm_source', toString(utm_source),
                {by:String} = 'utm_medium', toString(utm_medium),
                {by:String} = 'utm_campaign', toString(utm_campaign),
                toString(country)
            ) as dimension,
            multiIf(
                stand_in > 0 and touched_ref = '', 'unattributed',
                is_nobodys and {by:String} in ('partner', 'ref'), 'unattributed',
                dimension != '', dimension,
                is_direct, 'direct',
                '(none)'
            ) as key
        from
        (
            select
                touched_at, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
                identity,
                0 as stand_in,
                conversion_id,
                converted_at,
                named_ref,
                is_claim,
                is_late,
                ('', '', '', toInt64(0), '') as conversion_fields
            from considered_clicks
            union all
            select
                timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
                '' as identity,
                arrayJoin(if(ref = '', [2], [1, 2])) as stand_in,
                event_id as conversion_id,
                timestamp as converted_at,
                '' as named_ref,
                false as is_claim,
                false as is_late,
                (toString(type), order_id, toString(currency), gross_minor, toString(source)) as conversion_fields
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
            partner,
            is_claim,
            cast(
                (touched_at, touch_id, earning_ref, key, program_id, is_direct, stand_in, partner != ''),
                'Tuple(touched_at DateTime64(3, \'UTC\'), touch_id UUID, earning_ref String, key String, '
                || 'program_id UInt32, is_direct Bool, stand_in UInt8, is_partner Bool)'
            ) as touch,
            touched_at > converted_at - toIntervalMillisecond(touch_window_ms) as is_inside,
            is_inside and is_late and not was_inactive as came_late,
            is_inside and not is_late and not was_inactive as is_in_path
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
                'Tuple(type String, order_id String, currency String, gross_minor Int64, source String)'
            ) as conversion,
            max(not is_inside and not is_claim) as is_expired,
            max(came_late and not is_claim) as has_late_click,
            anyIf(touch, stand_in = 1 and is_in_path) as ref_touch,
            countIf(stand_in = 1 and is_in_path) > 0 and not is_expired as has_ref,
            anyIf(touch, stand_in = 2) as code_touch,
            multiIf(
                has_ref and ref_touch.is_partner, ref_touch,
                has_ref and not code_touch.is_partner, ref_touch,
                code_touch
            ) as fallback,
            arrayCompact(arraySort(groupArrayIf(touch, stand_in = 0 and is_in_path and not is_claim)))
                as confirmed,
            arrayCompact(arraySort(groupArrayIf(touch, stand_in = 0 and is_in_path and is_claim)))
                as claimed,
            multiIf(
                max(goes_first), [code_touch],
                notEmpty(confirmed), confirmed,
                fallback.is_partner or empty(claimed), [fallback],
                claimed
            ) as path,
            empty(confirmed) and notEmpty(claimed) and not max(goes_first) and not fallback.is_partner as is_claimed
        from joined_touches
        group by conversion_id
    ),
    refunds as
    (
        select
            order_id,
            groupArray((toString(currency), amount_minor)) as given_back
        from order_refunds
        where site_id = {site_id:UInt32}
        group by order_id
    ),
    paths as
    (
        select
            conversion_id,
            conversion.type as type,
            converted_at,
            conversion.order_id as order_id,
            conversion.currency as currency,
            conversion.gross_minor as gross_minor,
            conversion.source as source,
            if(type = 'sale', given_back, []) as refunded,
            if(
                arrayExists(part -> part.2 is null, refunded),
                0,
                greatest(0, gross_minor - arraySum(
                    part -> if(part.1 in ('', currency), ifNull(part.2, 0), 0), refunded
                ))
            ) as net_minor,
            arraySlice(path, -toInt64(transform(
                toString(conversion_id),
                {limited_conversions:Array(String)}, {conversion_limits:Array(UInt32)}, {touch_limit:UInt32}
            ))) as touches,
            fallback,
            is_claimed,
            has_late_click,
            arrayLast(touch -> touch.program_id != 0, touches).program_id as program_id
        from found_touches
        left join refunds on refunds.order_id = conversion.order_id
    )
