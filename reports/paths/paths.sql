-- The path of every conversion: the touches that may earn, in order of time. Continues candidates.sql and the warehouse's
-- folded_returns.sql; other files continue it.
-- Grain of `paths`: one conversion. Its touches are clicks of the same person, at or before the conversion and less than
-- their program's window older, made while their partner was active, the newest `touch_limit` of them. Claims count
-- where nothing confirmed speaks: neither a click nor a partner's ref or promo code. Without touches, what the conversion
-- itself names stands in for a click (`fallback`): the ref of a partner (1) unless the person clicked it too
-- long ago; else the first promo code of a partner (2); else a ref of nobody; else no partner with the key `unattributed`,
-- which keeps the sums whole. A promo code whose program puts it first stands alone. Conversions of a customer who
-- keeps his partners (`stand_in` 3) are theirs, whatever else there is.
-- Params: those of candidates.sql; bound_conversions, bound_partners: own codes of those whom the customer keeps, a line
-- each, empty for one who is not active; touch_limit, and limited_conversions with conversion_limits of their own.
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
