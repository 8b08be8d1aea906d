-- How far each person came, step after step. Goes on from people.sql.
-- A fold over a person's events keeps, for every step, the times of the attempt that reached it and began last: it has
-- the most time left, so it is the best one (`running`). An event extends the state before it, so it fills one step of
-- an attempt. Of attempts equally deep the first counts (`reached`). An exclusion that strikes between its steps takes
-- the person out, unless all steps were done before. Who did nothing but the first step (not `is_travelled`), as most
-- do, needs no fold.
-- Grain of `attempts`: one person who did the first step. Params: strict: nothing may happen between two steps, but
-- the step just filled may happen again; first_entry: only the attempt that began first.
    folded as
    (
        select
            events,
            is_travelled,
            arrayMap(step -> emptyArrayInt64(), {step_types:Array(String)}) as nothing,
            arrayFold(
                (state, event) -> (
                    arrayMap(
                        (step, before, running) -> multiIf(
                            step = 1
                            and event.fills[1]
                            and event.at_ms < {to_ms:Int64}
                            and not ({first_entry:Bool} and (notEmpty(running) or notEmpty(state.2[1]))),
                            [event.at_ms],
                            event.fills[step]
                            and notEmpty(before)
                            and event.at_ms - before[1] <= {window_ms:Int64}
                            and (empty(running) or running[1] != before[1]),
                            arrayPushBack(before, event.at_ms),
                            not {strict:Bool} or event.fills[step], running,
                            emptyArrayInt64()
                        ),
                        arrayEnumerate(state.1), arrayPushFront(arrayPopBack(state.1), emptyArrayInt64()), state.1
                    ),
                    arrayMap((running, reached) -> if(empty(reached), running, reached), state.1, state.2),
                    state.3 or (
                        empty(state.1[-1])
                        and empty(state.2[-1])
                        and arrayExists(
                            (spoils, before, running) ->
                                spoils
                                and notEmpty(before)
                                and event.at_ms - before[1] <= {window_ms:Int64}
                                and (empty(running) or running[1] != before[1]),
                            event.spoils, arrayPushFront(arrayPopBack(state.1), emptyArrayInt64()), state.1
                        )
                    )
                ),
                arrayFilter(event -> is_travelled, events),
                (nothing, nothing, false)
            ) as state
        from
        (
            select
                events,
                arrayExists(
                    event -> arrayCount(event.fills) > event.fills[1] or has(event.spoils, 1), events
                ) as is_travelled
            from people
        )
    ),
    attempts as
    (
        select
            events,
            if(
                is_travelled,
                arrayLast(
                    times -> notEmpty(times),
                    arrayMap((running, reached) -> if(empty(reached), running, reached), state.1, state.2)
                ),
                arrayMap(
                    event -> event.at_ms,
                    arraySlice(arrayFilter(event -> event.fills[1] and event.at_ms < {to_ms:Int64}, events), 1, 1)
                )
            ) as step_times_ms
        from folded
        where not state.3
          and notEmpty(step_times_ms)
    )
