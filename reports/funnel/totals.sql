-- Every attempt of every person, one after another. Continues people.sql.
-- A fold over a person's events keeps the step times of the attempt under way (`running`) and of those that ended
-- (`ended`). An attempt begins with the first step while none is under way; it ends with its last step, when its window
-- has passed, by an exclusion, or in a strict order by anything else. An event that ends an attempt begins none, except
-- in a strict order.
-- Grain of `attempts`: one attempt. Params: strict, as in ordered.sql.
    folded as
    (
        select
            packed_events,
            keys,
            arrayFold(
                (state, event) -> arrayMap(
                    (running, ended) -> multiIf(
                        notEmpty(running) and bitAnd(event.excludes, {striking:Array(UInt32)}[length(running)]) > 0,
                        (emptyArrayInt64(), arrayPushBack(ended, running)),
                        bitTest(event.fills, length(running)) and (notEmpty(running) or event.at_ms < {to_ms:Int64}),
                        if(
                            length(running) + 1 = {step_count:UInt8},
                            (emptyArrayInt64(), arrayPushBack(ended, arrayPushBack(running, event.at_ms))),
                            (arrayPushBack(running, event.at_ms), ended)
                        ),
                        {strict:Bool}
                        and notEmpty(running)
                        and not bitTest(event.fills, greatest(length(running), 1) - 1),
                        (
                            if(
                                bitTest(event.fills, 0) and event.at_ms < {to_ms:Int64},
                                [event.at_ms],
                                emptyArrayInt64()
                            ),
                            arrayPushBack(ended, running)
                        ),
                        (running, ended)
                    ),
                    [if(event.at_ms - state.1[1] <= {window_ms:Int64}, state.1, emptyArrayInt64())],
                    [if(
                        notEmpty(state.1) and event.at_ms - state.1[1] > {window_ms:Int64},
                        arrayPushBack(state.2, state.1),
                        state.2
                    )]
                )[1],
                events,
                (emptyArrayInt64(), arrayResize([emptyArrayInt64()], 0))
            ) as state
        from people
    ),
    attempts as
    (
        select
            packed_events,
            keys,
            arrayJoin(if(empty(state.1), state.2, arrayPushBack(state.2, state.1))) as step_times_ms
        from folded
    )
