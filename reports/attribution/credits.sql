-- What each touch of a path earns under each model, in whole weights, so that no unit is lost. Continues modelled_paths.sql.
-- Grain of `credits`: one conversion, model and touch that earns. `share` is its part of the conversion, `credit_minor`
-- that of the money by largest remainder, of equal remainders the earlier touch first. Shares are added up as whole
-- multiples of 2^-60, because a sum of floats depends on the order of its rows, which joins and threads do not keep.
-- Money is converted by the rate of the conversion's day of UTC; without a rate it stays in its own currency. The sums
-- of the first, the first two, … touches are converted, half to even, and a touch gets the difference of two of them: so
-- the credits sum to the converted conversion, to the last unit.
-- Params: those of modelled_paths.sql; position_percents: of the first, of all middle ones together, and of the last
-- touch; half_life_ms: a touch this much older than another weighs half; target_currency; rate_keys: currency and day, the
-- first one empty for no rate; rate_numerators, rate_denominators: minor units of the target currency for one minor unit of
-- theirs.
    weighted as
    (
        select
            conversion_id,
            facts,
            converted_at,
            currency,
            net_minor,
            program_id,
            touches,
            model,
            arrayMap(
                (touch, i, nth) -> toInt128(multiIf(
                    applied_model = 'first_click', i = 1,
                    applied_model = 'last_click', i = touch_count,
                    applied_model = 'last_partner_click', i = if(last_partner > 0, last_partner, touch_count),
                    applied_model = 'last_non_direct', i = if(last_indirect > 0, last_indirect, touch_count),
                    applied_model = 'shapley', nth = 1,
                    -- First and last are multiplied by the number of middle touches, so that the middle percent is divided in
                    -- whole weights; two touches have none, and keep the ratio of first to last.
                    applied_model in ('position') and touch_count > 1,
                    multiIf(
                        i = 1, {position_percents:Array(UInt8)}[1] * greatest(touch_count - 2, 1),
                        i = touch_count, {position_percents:Array(UInt8)}[3] * greatest(touch_count - 2, 1),
                        {position_percents:Array(UInt8)}[2]
                    ),
                    applied_model = 'time_decay',
                    toInt64(exp2(
                        60 - dateDiff('millisecond', touch.touched_at, last_touched_at) / {half_life_ms:Int64}
                    )),
                    1
                )),
                touches, arrayEnumerate(touches), key_numbers
            ) as weights
        from modelled_paths
    ),
    divided as
    (
        -- The units left over go one each to the highest ranks: a larger remainder ranks higher, of equal ones the
        -- earlier touch. 2^24 leaves room for the index, so equal remainders rank by position.
        select
            conversion_id,
            facts,
            converted_at,
            currency as paid_currency,
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
            if(left_over > 0, arrayReverseSort(ranks)[toInt64(left_over)], 0) as last_rank,
            arrayMap(
                (floor_minor, rank) -> toInt64(floor_minor + (left_over > 0 and rank >= last_rank)), floors, ranks
            ) as paid_minor,
            -- By a constant condition the planner drops all that follows where nothing is to be converted.
            if({target_currency:String} = '', toUInt32(1), transform(
                currency || ' ' || toString(toDate(converted_at)),
                {rate_keys:Array(String)}, arrayEnumerate({rate_keys:Array(String)}), toUInt32(1)
            )) as rate_number,
            {rate_denominators:Array(Int256)}[rate_number] as divisor,
            if({target_currency:String} = '', paid_minor, arrayPopFront(arrayDifference(arrayPushFront(arrayMap(
                product -> toInt64(
                    intDiv(product, divisor) + (product % divisor * 2 + intDiv(product, divisor) % 2 > divisor)
                ),
                arrayMap(
                    sum_minor -> toInt256(sum_minor) * {rate_numerators:Array(Int256)}[rate_number],
                    arrayCumSum(paid_minor)
                )
            ), 0)))) as credits_minor
        from weighted
    ),
    credits as
    (
        select
            conversion_id,
            facts.1 as type,
            converted_at,
            facts.2 as order_id,
            if(rate_number = 1, paid_currency, {target_currency:String}) as currency,
            facts.3 as gross_minor,
            net_minor,
            facts.4 as is_disputed,
            program_id,
            facts.5 as is_claimed,
            facts.6 as has_late_click,
            model,
            touch.touched_at as touched_at,
            touch.touch_id as touch_id,
            touch.earning_ref as earning_ref,
            touch.key as key,
            touch.stand_in in (1, 2) as is_declared,
            weight,
            toFloat64(weight) / toFloat64(total) as share,
            credit_minor
        from divided
        array join
            touches as touch,
            weights as weight,
            credits_minor as credit_minor
        where weight > 0
    )
