-- How many of the steps each person did in any order within the window. Continues people.sql.
-- A fold over a person's events keeps of every step the event that fills it (`stands`: its time, -1 for none, and the
-- steps it can fill). An event fills one step: of those it can, and of those to which the event that stands on one of
-- them could go over, the open one, else the one filled longest ago; of equal ones that which fewest events of the
-- person can fill. So long as an attempt stands, one of its times lies in the period. The first time that most steps
-- were filled counts (`best`). An exclusion that strikes midway leaves the person the first step; the person may start again.
-- Grain of `attempts`: one person who did any step. Params: step_count; first_entry: only the attempt that began first;
-- striking: the exclusions that strike who did so many steps.
    journeys as
    (
        select
            packed_events,
            keys,
            arrayFirst(event -> event.fills > 0, events).at_ms as begun_ms,
            arrayFilter(
                event -> not {first_entry:Bool} or event.at_ms - begun_ms <= {window_ms:Int64}, events
            ) as counted_events,
            arraySort(
                step -> (arrayCount(event -> bitTest(event.fills, step - 1), events), step),
                range(1, {step_count:UInt8} + 1)
            ) as rarest,
            -- To fill the one, the event that stands there goes over to the other.
            arrayFlatten(arrayMap(filled -> arrayMap(freed -> (filled, freed), rarest), rarest)) as moves,
            arrayMap(step -> (toInt64(-1), toUInt32(0)), rarest) as nothing
        from people
    ),
    folded as
    (
        select
            packed_events,
            keys,
            arrayFold(
                (state, event) -> arrayMap(
                    stands -> multiIf(
                        length(state.2) = {step_count:UInt8},
                        state,
                        bitAnd(
                            event.excludes,
                            {striking:Array(UInt32)}[arrayCount(stand -> stand.1 >= 0, stands)]
                        ) > 0,
                        (nothing, arraySlice(state.2, 1, 1)),
                        arrayMap(
                            now -> (
                                now,
                                if(
                                    arrayCount(stand -> stand.1 >= 0, now) > length(state.2),
                                    arraySort(arrayFilter(at_ms -> at_ms >= 0, now.1)),
                                    state.2
                                )
                            ),
                            arrayFilter(
                                now ->
                                    now = nothing
                                    or arrayExists(stand -> stand.1 between 0 and {to_ms:Int64} - 1, now),
                                arrayPushBack(
                                    arrayMap(
                                        move -> arrayMap(
                                            (stand, step) -> multiIf(
                                                step = move.1, (event.at_ms, event.fills),
                                                step = move.2, stands[move.1],
                                                stand
                                            ),
                                            stands, arrayEnumerate(stands)
                                        ),
                                        [arraySort(
                                            (move, place) -> (stands[move.2].1, move.1 != move.2, place),
                                            arrayFilter(
                                                move -> bitTest(event.fills, move.1 - 1) and (
                                                    move.1 = move.2 or bitTest(stands[move.1].2, move.2 - 1)
                                                ),
                                                moves
                                            ) as possible_moves,
                                            arrayEnumerate(possible_moves)
                                        )[1]]
                                    ),
                                    stands
                                )
                            )
                        )[1]
                    ),
                    [arrayMap(
                        stand -> if(event.at_ms - stand.1 <= {window_ms:Int64}, stand, (toInt64(-1), toUInt32(0))),
                        if(
                            arrayExists(
                                stand -> stand.1 between event.at_ms - {window_ms:Int64} and {to_ms:Int64} - 1, state.1
                            ),
                            state.1,
                            nothing
                        )
                    )]
                )[1],
                counted_events,
                (nothing, emptyArrayInt64())
            ) as state
        from journeys
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
