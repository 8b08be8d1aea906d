-- What each touch of a path earns under each asked model, in whole weights, so that no unit is lost. Goes on from
-- paths.sql.
-- Grain of `credits`: one conversion and touch. `shares` are its parts of the conversion, `credits_minor` its parts of the
-- money by largest remainder, of equal remainders the earlier touch first: one entry a model in the order asked for;
-- `share` and `credit_minor` are those of the first one.
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
            length(touches) as touch_count,
            arrayEnumerate(touches) as positions,
            has({models:Array(String)}, 'program') as by_program,
            ['first_click', 'last_click', 'last_non_direct', 'linear', 'position', 'time_decay', 'shapley'] as known,
            [
                if(
                    by_program or has({models:Array(String)}, 'first_click'),
                    arrayMap(i -> toInt128(i = 1), positions),
                    []
                ),
                if(
                    by_program or has({models:Array(String)}, 'last_click'),
                    arrayMap(i -> toInt128(i = touch_count), positions),
                    []
                ),
                if(
                    by_program or has({models:Array(String)}, 'last_non_direct'),
                    arrayMap(
                        i -> toInt128(i = if(
                            arrayExists(touch -> not touch.is_direct, touches),
                            arrayLastIndex(touch -> not touch.is_direct, touches),
                            touch_count
                        )),
                        positions
                    ),
                    []
                ),
                if(
                    by_program or has({models:Array(String)}, 'linear'),
                    arrayMap(i -> toInt128(1), positions),
                    []
                ),
                if(
                    by_program or has({models:Array(String)}, 'position'),
                    arrayMap(
                        i -> toInt128(multiIf(
                            touch_count = 1, 1,
                            i = 1, {position_percents:Array(UInt8)}[1] * greatest(touch_count - 2, 1),
                            i = touch_count, {position_percents:Array(UInt8)}[3] * greatest(touch_count - 2, 1),
                            {position_percents:Array(UInt8)}[2]
                        )),
                        positions
                    ),
                    []
                ),
                if(
                    by_program or has({models:Array(String)}, 'time_decay'),
                    arrayMap(
                        touch -> toInt128(exp2(
                            60
                            - dateDiff('millisecond', touch.touched_at, touches[-1].touched_at) / {half_life_ms:Int64}
                        )),
                        touches
                    ),
                    []
                ),
                if(
                    by_program or has({models:Array(String)}, 'shapley'),
                    arrayMap(nth -> toInt128(nth = 1), arrayEnumerateUniq(arrayMap(touch -> touch.key, touches))),
                    []
                )
            ] as weighings,
            arrayMap(
                model -> weighings[indexOf(known, if(
                    model = 'program',
                    transform(
                        program_id, {program_ids:Array(UInt32)}, {program_models:Array(String)}, {default_model:String}
                    ),
                    model
                ))],
                {models:Array(String)}
            ) as weights,
            arrayMap(each -> arraySum(each), weights) as totals
        from paths
    ),
    shared_out as
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
            positions,
            weights,
            totals,
            arrayMap(
                (each, total) -> arrayMap(weight -> intDiv(net_minor * weight, total), each), weights, totals
            ) as floors,
            arrayMap(each -> net_minor - arraySum(each), floors) as left_over,
            arrayMap(
                (each, total) -> arraySort(
                    (i, weight) -> (-((net_minor * weight) % total), i), arrayEnumerate(each), each
                ),
                weights, totals
            ) as by_remainder,
            arrayMap(each -> arraySort((rank, i) -> i, arrayEnumerate(each), each), by_remainder) as ranks
        from weighted
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
            touch.touched_at as touched_at,
            touch.touch_id as touch_id,
            touch.earning_ref as earning_ref,
            touch.key as key,
            touch.is_declared as is_declared,
            arrayMap((each, total) -> toFloat64(each[i]) / toFloat64(total), weights, totals) as shares,
            arrayMap(
                (floor, rank, units) -> toInt64(floor[i] + (rank[i] <= units)), floors, ranks, left_over
            ) as credits_minor,
            shares[1] as share,
            credits_minor[1] as credit_minor
        from shared_out
        array join
            touches as touch,
            positions as i
        where arrayExists(each -> each > 0, shares)
    )
