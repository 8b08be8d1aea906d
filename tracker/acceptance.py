"""Makes the parsed events of a request safe, and counts what is not accepted."""

from collections.abc import Callable

from events.enums import Rejection
from tracker.commit import Failure, GroupCommit
from tracker.counts import Counts
from tracker.parsing.request import ParsedEvents, reject_all


async def commit_events(commit: GroupCommit, parsed: ParsedEvents) -> ParsedEvents:
    """Waits for the flush; returns ``parsed``, or a rejection of all its events."""
    return apply_flush_result(parsed, await commit.append(parsed.events)) if parsed.events else parsed


def commit_then(commit: GroupCommit, answer: Callable[[ParsedEvents], None], parsed: ParsedEvents) -> None:
    """Hands ``parsed``, or a rejection of all its events, to ``answer`` after the flush; needs no future."""
    if parsed.events:
        commit.add(parsed.events, lambda failure: answer(apply_flush_result(parsed, failure)))
    else:
        answer(parsed)


def apply_flush_result(parsed: ParsedEvents, failure: Failure | None) -> ParsedEvents:
    """``parsed`` after a successful flush, else a rejection of all its events."""
    return parsed if failure is None else reject_all(Rejection.OVERLOADED, parsed.unknown_fields)


def count_rejections(counts: Counts, parsed: ParsedEvents) -> None:
    """Counts each rejection by its reason, and what was left out or ignored."""
    counts.left_out += len(parsed.left_out)
    counts.wrong_signatures += sum(each.reason is Rejection.WRONG_SIGNATURE for _, each in parsed.left_out)
    counts.unknown_fields += parsed.unknown_fields
    for _, rejected in parsed.rejected:
        counts.rejected[rejected.reason.value] += 1
