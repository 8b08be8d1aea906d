-- What each touch of a path earns under each asked model, in whole weights, so that no unit is lost. Goes on from
-- paths.sql.
-- Grain of `credits`: one conversion, model and touch that earns. `share` is its part of the conversion, `credit_minor`
-- that of the money by largest remainder, of equal remainders the earlier touch first. Shares are added up as whole
-- multiples of 2^-60, because a sum of floats depends on the order of its rows, which joins and threads do not keep.
-- Params: models, `program` for that of the program that decides: of the last partner in the path, else the default;
-- program_models: of program_ids; default_model; position_percents: of the first, of all middle ones together, and of
-- the last touch; half_life_ms: a touch this much older than another weighs half.
,
    weighted as
    (
        select
            conversion_id,
            type,
            converted_at,
            order_id,
            named_ref,
            currency,
            gross_minor,
            net_minor,
            program_id,
            touches,
            model,
            arrayMap(
                (touch, i, nth) -> toInt128(multiIf(
                    applied = 'first_click', i = 1,
                    applied = 'last_click', i = touch_count,
                    applied = 'last_non_direct', i = if(last_indirect > 0, last_indirect, touch_count),
                    applied = 'shapley', nth = 1,
                    applied = 'position' and touch_count > 1,
                    multiIf(
                        i = 1, {position_percents:Array(UInt8)}[1] * greatest(touch_count - 2, 1),
                        i = touch_count, {position_percents:Array(UInt8)}[3] * greatest(touch_count - 2, 1),
                        {position_percents:Array(UInt8)}[2]
                    ),
                    applied = 'time_decay',
                    toInt64(exp2(
                        60 - dateDiff('millisecond', touch.touched_at, last_touched_at) / {half_life_ms:Int64}
                    )),
                    1
                )),
                touches, arrayEnumerate(touches), key_numbers
            ) as weights
        from
        (
            select
                conversion_id,
                type,
                converted_at,
                order_id,
                named_ref,
                currency,
                gross_minor,
                net_minor,
                program_id,
                touches,
                model,
                toInt32(length(touches)) as touch_count,
                touches[-1].touched_at as last_touched_at,
                arrayLastIndex(touch -> not touch.is_direct, touches) as last_indirect,
                arrayEnumerateUniq(arrayMap(touch -> touch.key, touches)) as key_numbers,
                if(
                    model = 'program',
                    transform(
                        program_id, {program_ids:Array(UInt32)}, {program_models:Array(String)}, {default_model:String}
                    ),
                    model
                ) as applied
            from paths
            array join {models:Array(String)} as model
        )
    ),
    credits as
    (
        select
            conversion_id,
            type,
            converted_at,
            order_id,
            named_ref,
            currency,
            gross_minor,
            net_minor,
            program_id,
            model,
            touch.touched_at as touched_at,
            touch.touch_id as touch_id,
            touch.earning_ref as earning_ref,
            touch.key as key,
            touch.stand_in > 0 as is_declared,
            toFloat64(weight) / toFloat64(total) as share,
            toInt64(floor_minor + (left_over > 0 and rank >= last_rank)) as credit_minor
        from
        (
            -- What is left over of the money goes one unit each to the highest ranks: larger remainders rank higher,
            -- of equal ones the earlier touch.
            select
                conversion_id,
                type,
                converted_at,
                order_id,
                named_ref,
                currency,
                gross_minor,
                net_minor,
                program_id,
                touches,
                model,
                weights,
                arraySum(weights) as total,
                arrayMap(weight -> intDiv(net_minor * weight, total), weights) as floors,
                net_minor - arraySum(floors) as left_over,
                arrayMap(
                    (weight, i) -> (net_minor * weight) % total * 16777216 - i, weights, arrayEnumerate(weights)
                ) as ranks,
                if(left_over > 0, arrayReverseSort(ranks)[toInt64(left_over)], 0) as last_rank
            from weighted
        )
        array join
            touches as touch,
            weights as weight,
            floors as floor_minor,
            ranks as rank
        where weight > 0
    )
