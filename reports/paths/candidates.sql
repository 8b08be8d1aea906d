-- What may be a touch, with the partner and the program whose it is, and its key. Continues possible_touches.sql or
-- clicks_of_period.sql; other files continue it.
-- Grain of `candidates`: that of `possible_touches`. What falls to a partner who was not active at the conversion falls to
-- nobody: the key `(inactive partner)`, no `earning_ref`.
-- Params: by: the dimension that fills `key`; refs, ref_partners, ref_programs: refs in lower case, their partners' codes and
-- programs; ref_numbers: of their partners, if these were ever inactive, else 0; status_keys: in ascending order, a
-- partner's number times 2^42 and the millisecond of a change, for each number one without a moment; inactive_keys: those
-- that begin a time in which the partner is not active; promo_codes, promo_partners, promo_first: codes in lower case,
-- their partners' codes, and whether they precede clicks; archived_codes, archived_ms: promo codes that belong to no
-- partner from a moment on; program_ids, program_windows_ms: windows of programs; window_ms: of all other touches.
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
            visitor_id,
            named_person,
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
        from possible_touches
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
            visitor_id,
            named_person,
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
                visitor_id,
                named_person,
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
