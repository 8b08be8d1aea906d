-- How many of the steps each person did in any order within the window. Goes on from people.sql.
-- A fold over a person's events keeps the latest time of every step (`filled`, -1 for never). An event fills one step:
-- of those it may fill, the one that is open, else the one filled longest ago. The first time that most steps were
-- filled counts (`best`). An exclusion that strikes midway leaves the person the first step; he may start again.
-- Grain of `attempts`: one person who did any step. Params: first_entry: only the attempt that began first.
    folded as
    (
        select
            packed_events,
            keys,
            arrayFold(
                (state, event) -> if(
                    length(state.2) = length(state.1),
                    state,
                    arrayMap(
                        alive -> if(
                            has(alive, -1)
                            and bitAnd(event.excludes, {striking:Array(UInt32)}[arrayCount(at -> at >= 0, alive)]) > 0,
                            (arrayMap(at -> toInt64(-1), alive), arraySlice(state.2, 1, 1)),
                            arrayMap(
                                filled -> (
                                    filled,
                                    if(
                                        arrayCount(at -> at >= 0, filled) > length(state.2)
                                        and arrayMin(arrayFilter(at -> at >= 0, filled)) < {to_ms:Int64},
                                        arraySort(arrayFilter(at -> at >= 0, filled)),
                                        state.2
                                    )
                                ),
                                [arrayMap(
                                    (at, step) -> if(
                                        step = arraySort(
                                            each -> (not bitTest(event.fills, each - 1), alive[each]),
                                            arrayEnumerate(alive)
                                        )[1] and bitTest(event.fills, step - 1),
                                        event.at_ms,
                                        at
                                    ),
                                    alive, arrayEnumerate(alive)
                                )]
                            )[1]
                        ),
                        [arrayMap(at -> if(event.at_ms - at <= {window_ms:Int64}, at, toInt64(-1)), state.1)]
                    )[1]
                ),
                arrayFilter(
                    event -> not {first_entry:Bool} or event.at_ms - begun_ms <= {window_ms:Int64}, events
                ),
                (arrayMap(step -> toInt64(-1), range({step_count:UInt8})), emptyArrayInt64())
            ) as state,
            arrayFirst(event -> event.fills > 0, events).at_ms as begun_ms
        from people
    ),
    attempts as
    (
        select
            packed_events,
            keys,
            state.2 as step_times_ms
        from folded
        where notEmpty(step_times_ms)
    )
