-- The path of every conversion: the touches that may earn, in order of time. Continues *clicks_of_conversions.sql or
-- all_clicks.sql and the warehouse's folded_returns.sql; other files continue it.
-- Grain of `paths`: one conversion. Its touches are clicks of the same person, at or before the conversion and less than
-- their program's window older, made while their partner was active, the newest `touch_limit` of them. Claims count
-- where nothing confirmed speaks: neither a click nor a partner's ref or promo code. Without touches, what the conversion
-- itself names stands in for a click (`fallback`): the ref of a partner (1) unless the person clicked it too
-- long ago; else the first promo code of a partner (2); else a ref of nobody; else no partner with the key `unattributed`,
-- which keeps the sums whole. A promo code whose program puts it first stands alone. What falls to a partner who was not
-- active at the conversion falls to nobody: the key `(inactive partner)`, no `earning_ref`. Conversions of a customer who
-- keeps his partners (`stand_in` 3) are theirs, whatever else there is.
-- Params: those of people.sql; by: the dimension that fills `key`; refs, ref_partners, ref_programs: refs in lower
-- case, their partners' codes and programs; ref_numbers: of their partners, if these were ever inactive, else 0;
-- status_keys: in ascending order, a partner's number times 2^42 and the millisecond of a change, for each number one
-- without a moment; inactive_keys: those that begin a time in which the partner is not active; promo_codes,
-- promo_partners, promo_first: codes in lower case, their partners' codes, and whether they precede clicks;
-- archived_codes, archived_ms: promo codes that belong to no partner from a moment on; bound_conversions, bound_partners:
-- own codes of those whom the customer keeps, a line each, empty for one who is not active; program_ids, program_windows_ms:
-- windows of programs; window_ms: of all other touches.
-- Within `and` and `or` a column is compared to a constant by `in`: for `=` the planner would walk through the whole statement.
    -- Long lists are subqueries: a literal is named by its whole text, which each step of the plan would copy.
    (select {refs:Array(String)}) as known_refs,
    (select {ref_partners:Array(String)}) as partners_of_refs,
    (select {ref_programs:Array(UInt32)}) as programs_of_refs,
    (select {ref_numbers:Array(UInt64)}) as numbers_of_refs,
    (select {status_keys:Array(UInt64)}) as known_status_keys,
    (select {promo_codes:Array(String)}) as known_promo_codes,
    (select {promo_partners:Array(String)}) as partners_of_promo_codes,
    (select {promo_first:Array(UInt8)}) as go_first_of_promo_codes,
    -- Of several promo codes the first that is a partner's counts; of what stands in for a click, that of an active partner.
    named_touches as
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
            toString(ref) as ref,
            toString(channel) as channel,
            sub_id,
            toString(utm_source) as utm_source,
            toString(utm_campaign) as utm_campaign,
            if(stand_in = 0, lower(ref), '') as clicked_ref,
            multiIf(
                {by:String} in ('partner', 'ref'), '',
                {by:String} = 'channel', channel,
                {by:String} = 'link', toString(link),
                {by:String} = 'sub_id', sub_id,
                {by:String} = 'utm_source', utm_source,
                {by:String} = 'utm_medium', toString(utm_medium),
                {by:String} = 'utm_campaign', utm_campaign,
                toString(country)
            ) as dimension,
            if(promo_code = '' or stand_in in (1), '', arrayFirst(
                code -> has(known_promo_codes, code)
                and not (
                    has({archived_codes:Array(String)}, code)
                    and touched_ms >= transform(
                        code, {archived_codes:Array(String)}, {archived_ms:Array(Int64)}, toInt64(0)
                    )
                )
                and not (stand_in in (2) and roundDown(
                    bitShiftLeft(transform(
                        transform(code, known_promo_codes, partners_of_promo_codes, ''),
                        known_refs, numbers_of_refs, toUInt64(0)
                    ), 42) + toUInt64(touched_ms),
                    known_status_keys
                ) in {inactive_keys:Array(UInt64)}),
                extractAll(lower(promo_code), '[^,;\\s]+')
            )) as live_promo_code
        from
        (
            select
                touched_at, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
                toUnixTimestamp64Milli(touched_at) as touched_ms,
                identity,
                0 as stand_in,
                conversion_id,
                converted_at,
                named_ref,
                is_claim,
                is_late,
                ('', '', '', toInt64(0)) as conversion_fields
            from considered_clicks
            union all
            select
                timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
                toUnixTimestamp64Milli(timestamp),
                '' as identity,
                arrayJoin(if(ref = '', [2], [1, 2])) as stand_in,
                event_id as conversion_id,
                timestamp as converted_at,
                '' as named_ref,
                false as is_claim,
                false as is_late,
                (toString(type), order_id, toString(currency), gross_minor) as conversion_fields
            from selected_conversions
        )
    ),
    -- What may be a touch, and of which conversion.
    candidates as
    (
        select
            conversion_id,
            converted_at,
            named_ref,
            conversion_fields,
            touched_at,
            touch_id,
            identity,
            stand_in,
            goes_first,
            is_claim,
            is_late,
            program_id,
            lower(if(touched_ref != '', touched_ref, utm_source)) in ('direct', '(direct)')
            or (channel in ('direct') and touched_ref = '' and sub_id = '' and utm_campaign = '') as is_direct,
            clicked_ref,
            transform(
                program_id, {program_ids:Array(UInt32)}, {program_windows_ms:Array(Int64)}, {window_ms:Int64}
            ) as touch_window_ms,
            partner != '' as is_partner,
            status_key > 0 and roundDown(
                status_key + toUInt64(toUnixTimestamp64Milli(touched_at)), known_status_keys
            ) in {inactive_keys:Array(UInt64)} as was_inactive,
            status_key > 0 and roundDown(
                status_key + toUInt64(toUnixTimestamp64Milli(converted_at)), known_status_keys
            ) in {inactive_keys:Array(UInt64)} as is_nobodys,
            if(is_nobodys, '', touched_ref) as earning_ref,
            multiIf(
                stand_in > 0 and touched_ref = '', 'unattributed',
                is_nobodys and {by:String} in ('partner', 'ref'), '(inactive partner)',
                {by:String} = 'partner' and partner != '', partner,
                {by:String} = 'ref' and touched_ref != '', touched_ref,
                dimension != '', dimension,
                is_direct, 'direct',
                '(none)'
            ) as key
        from
        (
            select
                conversion_id,
                converted_at,
                named_ref,
                conversion_fields,
                touched_at,
                touch_id,
                identity,
                stand_in,
                is_claim,
                is_late,
                clicked_ref,
                channel,
                sub_id,
                utm_source,
                utm_campaign,
                dimension,
                stand_in in (2)
                and has(go_first_of_promo_codes, 1)
                and transform(live_promo_code, known_promo_codes, go_first_of_promo_codes, toUInt8(0)) in (1)
                as goes_first,
                if(
                    ref != '' and stand_in not in (2),
                    ref,
                    transform(live_promo_code, known_promo_codes, partners_of_promo_codes, '')
                ) as touched_ref,
                lower(touched_ref) as lower_ref,
                transform(lower_ref, known_refs, partners_of_refs, '') as partner,
                transform(lower_ref, known_refs, programs_of_refs, toUInt32(0)) as program_id,
                bitShiftLeft(transform(lower_ref, known_refs, numbers_of_refs, toUInt64(0)), 42) as status_key
            from named_touches
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
            is_claim,
            cast(
                (touched_at, touch_id, earning_ref, key, program_id, is_direct, stand_in, is_partner),
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
    gathered_touches as
    (
        select
            conversion_id,
            any(converted_at) as converted_at,
            anyIf(conversion_fields, stand_in = 2) as conversion,
            max(not is_inside and not is_claim) as is_expired,
            max(came_late and not is_claim) as has_late_click,
            max(goes_first) as is_code_first,
            anyIf(touch, stand_in = 1) as ref_touch,
            countIf(stand_in in (1) and is_in_path) > 0 and not is_expired as has_ref,
            anyIf(touch, stand_in = 2) as code_touch,
            arrayCompact(arraySort(groupArrayIf(touch, stand_in in (0) and is_in_path and not is_claim))) as confirmed,
            arrayCompact(arraySort(groupArrayIf(touch, stand_in in (0) and is_in_path and is_claim))) as claimed
        from joined_touches
        group by conversion_id
    ),
    found_touches as
    (
        select
            conversion_id,
            converted_at,
            conversion.1 as type,
            conversion.2 as order_id,
            conversion.3 as currency,
            conversion.4 as gross_minor,
            has_late_click,
            if(has_ref and (ref_touch.is_partner or not code_touch.is_partner), ref_touch, code_touch) as fallback,
            transform(
                toString(conversion_id), {bound_conversions:Array(String)}, {bound_partners:Array(String)}, 'none'
            ) as kept_partners,
            kept_partners in ('none')
            and empty(confirmed) and notEmpty(claimed) and not is_code_first and not fallback.is_partner as is_claimed,
            multiIf(
                kept_partners != 'none', arrayMap(
                    code -> cast(
                        (
                            converted_at,
                            conversion_id,
                            code,
                            multiIf(
                                {by:String} not in ('partner', 'ref'), '(kept customer)',
                                code = '', '(inactive partner)',
                                code
                            ),
                            transform(lower(code), known_refs, programs_of_refs, toUInt32(0)),
                            false,
                            3,
                            true
                        ),
                        'Tuple(touched_at DateTime64(3, \'UTC\'), touch_id UUID, earning_ref String, key String, '
                        || 'program_id UInt32, is_direct Bool, stand_in UInt8, is_partner Bool)'
                    ),
                    splitByChar('\n', kept_partners)
                ),
                is_code_first, [code_touch],
                notEmpty(confirmed), confirmed,
                fallback.is_partner or empty(claimed), [fallback],
                claimed
            ) as path
        from gathered_touches
    ),
    paths as
    (
        select
            conversion_id,
            type,
            converted_at,
            found_touches.order_id as order_id,
            currency,
            gross_minor,
            refunded_minor[if(mapContains(refunded_minor, currency), currency, '')] as refunded,
            if(type = 'sale', greatest(0, gross_minor - refunded), gross_minor) as net_minor,
            type in ('sale') and folded_returns.is_disputed as is_disputed,
            arraySlice(path, -toInt64(transform(
                toString(conversion_id),
                {limited_conversions:Array(String)}, {conversion_limits:Array(UInt32)}, {touch_limit:UInt32}
            ))) as touches,
            fallback,
            is_claimed,
            has_late_click,
            arrayLast(touch -> touch.program_id != 0, touches).program_id as program_id
        from found_touches
        left join folded_returns on folded_returns.order_id = found_touches.order_id
    )
