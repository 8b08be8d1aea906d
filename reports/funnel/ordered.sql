-- How many steps each person did, one after another. Continues people.sql.
-- `levels` says for each number of steps, of each event, with which start so many steps stand done just after it: with
-- the latest one, which has the most time left and so is the best (not positive: with none). An event adds to what
-- stood before it, so it fills one step of an attempt. Of attempts equally deep the first counts, its steps done as
-- soon as they could be. An exclusion that strikes between its steps takes the person out, unless all steps were done
-- before. A moment is one integer: the time of an event, and its place in the lower 22 bits. A start is the moment of
-- the event that began.
-- Grain of `attempts`: one person who did the first step. Params: step_count; strict: nothing may happen between two
-- steps, but the step just filled may happen again; first_entry: only the attempt that began first; striking: the
-- exclusions that take out who did so many steps.
    beginnings as
    (
        select
            packed_events,
            keys,
            first_ms,
            is_travelled,
            events.fills as fills,
            events.excludes as excludes,
            arrayMap(
                (event, place) -> bitShiftLeft(event.at_ms, 22) + place, events, arrayEnumerate(events)
            ) as moments,
            arrayFirst(
                (moment, fill) -> bitTest(fill, 0) and bitShiftRight(moment, 22) < {to_ms:Int64}, moments, fills
            ) as first_moment,
            arrayFill(start -> start >= 0, arrayMap(
                (moment, fill) -> multiIf(
                    bitTest(fill, 0)
                    and bitShiftRight(moment, 22) < {to_ms:Int64}
                    and (moment = first_moment or not {first_entry:Bool}),
                    moment,
                    {strict:Bool} and not bitTest(fill, 0), 0,
                    -1
                ),
                moments, fills
            )) as starts
        from people
    ),
    depths as
    (
        select
            packed_events,
            keys,
            first_ms,
            is_travelled,
            moments,
            fills,
            arrayFold(
                (levels, step) -> arrayPushBack(levels, arrayFill(start -> start >= 0, arrayMap(
                    (moment, fill, start) -> multiIf(
                        bitTest(fill, step)
                        and start > 0
                        and bitShiftRight(moment, 22) - bitShiftRight(start, 22) <= {window_ms:Int64},
                        start,
                        {strict:Bool} and not bitTest(fill, step), 0,
                        -1
                    ),
                    moments, fills, arrayPopBack(arrayPushFront(levels[-1], 0))
                ))),
                range(1, {step_count:UInt8}),
                [starts]
            ) as levels,
            arrayLastIndex(starts -> arrayExists(start -> start > 0, starts), levels) as depth,
            arrayFirst(start -> start > 0, levels[depth]) as best_start,
            {any_exclusion:Bool} and arrayExists(
                (starts, deeper_starts, exclusions) -> arrayExists(
                    (moment, exclude, start, deeper_start, is_done_before) ->
                        bitAnd(exclude, exclusions) > 0
                        and start > 0
                        and start != deeper_start
                        and bitShiftRight(moment, 22) - bitShiftRight(start, 22) <= {window_ms:Int64}
                        and is_done_before <= 0,
                    moments,
                    excludes,
                    arrayPopBack(arrayPushFront(starts, 0)),
                    arrayPopBack(arrayPushFront(deeper_starts, 0)),
                    arrayPopBack(arrayPushFront(arrayFill(start -> start > 0, levels[-1]), 0))
                ),
                arrayPopBack(levels), arrayPopFront(levels), {striking:Array(UInt32)}
            ) as is_struck
        from beginnings
    ),
    attempts as
    (
        select
            packed_events,
            keys,
            if(
                is_travelled,
                arrayMap(moment -> bitShiftRight(moment, 22), arrayFold(
                    (found, step) -> arrayPushBack(found, arrayFirst(
                        (moment, fill) -> bitTest(fill, step) and moment > found[-1], moments, fills
                    )),
                    range(1, toUInt8(depth)),
                    [best_start]
                )),
                [first_ms]
            ) as step_times_ms
        from depths
        where not is_struck
    )
