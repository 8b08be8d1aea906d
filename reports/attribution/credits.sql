-- What each touch of a path earns under each asked model, in whole weights, so that no unit is lost. Goes on from
-- paths.sql.
-- Grain of `credits`: one conversion, model and touch that earns. `share` is its part of the conversion; `credit_minor`
-- its part of the money by largest remainder, of equal remainders the earlier touch first.
-- Params: models; position_percents: of the first, of all middle ones together, and of the last touch;
-- half_life_ms: a touch this much older than another weighs half.
,
    weighted as
    (
        select
            conversion_id,
            type,
            converted_at,
            order_id,
            currency,
            gross_minor,
            net_minor,
            touches,
            length(touches) as touch_count,
            arrayEnumerate(touches) as positions,
            arrayLastIndex(touch -> not touch.is_direct, touches) as last_indirect,
            arrayMap(touch -> dateDiff('millisecond', touch.touched_at, touches[-1].touched_at), touches) as ages_ms,
            arrayJoin(arrayFilter(model -> has({models:Array(String)}, model.1), [
                ('first_click', arrayMap(i -> toInt128(i = 1), positions)),
                ('last_click', arrayMap(i -> toInt128(i = touch_count), positions)),
                (
                    'last_non_direct',
                    arrayMap(i -> toInt128(i = if(last_indirect > 0, last_indirect, touch_count)), positions)
                ),
                ('linear', arrayMap(i -> toInt128(1), positions)),
                (
                    'position',
                    arrayMap(
                        i -> toInt128(multiIf(
                            touch_count = 1, 1,
                            i = 1, {position_percents:Array(UInt8)}[1] * greatest(touch_count - 2, 1),
                            i = touch_count, {position_percents:Array(UInt8)}[3] * greatest(touch_count - 2, 1),
                            {position_percents:Array(UInt8)}[2]
                        )),
                        positions
                    )
                ),
                (
                    'time_decay',
                    arrayMap(age_ms -> toInt128(exp2(60 - age_ms / {half_life_ms:Int64})), ages_ms)
                )
            ])) as weighing,
            weighing.1 as model,
            weighing.2 as weights,
            arraySum(weights) as total
        from paths
    ),
    shared_out as
    (
        select
            *,
            arrayMap(weight -> intDiv(net_minor * weight, total), weights) as floors,
            arrayMap(weight -> (net_minor * weight) % total, weights) as remainders,
            net_minor - arraySum(floors) as left_over,
            arraySort((i, remainder) -> (-remainder, i), positions, remainders) as by_remainder,
            arraySort((rank, i) -> i, positions, by_remainder) as ranks
        from weighted
    ),
    credits as
    (
        select
            conversion_id,
            type,
            converted_at,
            order_id,
            currency,
            gross_minor,
            net_minor,
            model,
            earned.1.touched_at as touched_at,
            earned.1.touch_id as touch_id,
            earned.1.earning_ref as earning_ref,
            earned.1.key as key,
            earned.1.is_declared as is_declared,
            earned.2 as share,
            earned.3 as credit_minor
        from shared_out
        array join arrayFilter(
            part -> part.2 > 0,
            arrayMap(
                (touch, weight, floor, rank) ->
                    (touch, toFloat64(weight) / toFloat64(total), toInt64(floor + (rank <= left_over))),
                touches, weights, floors, ranks
            )
        ) as earned
    )
