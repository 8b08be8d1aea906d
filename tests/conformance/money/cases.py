"""Plays one case from its first event to its last expectation."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from tests.conformance.money.figures import list_differences
from tests.conformance.money.installation import CallFailed, Installation, Json
from tests.conformance.money.shop import open_shop


def read_cases(path: Path) -> list[Json]:
    """The cases of one file."""
    cases: list[Json] = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return cases


def play_case(installation: Installation, case: Json) -> list[str]:
    """What is not as the case expects."""
    waiting = sorted((_parse_moments(event) for event in case["events"]), key=lambda event: event["received"])
    begun = min(each["at"] for each in waiting) - timedelta(days=1)
    differences: list[str] = []
    try:
        shop = open_shop(installation, case, begun)
        for expected in sorted(case["expect"], key=lambda each: str(each["as_of"])):
            moment = datetime.fromisoformat(expected["as_of"])
            while waiting and waiting[0]["received"] <= moment:
                shop.play(waiting.pop(0))
            # What happened is judged already: time alone has gone on.
            shop.run(moment, judge=False)
            differences += list_differences(shop, expected, moment)
    except CallFailed as exc:
        differences.append(str(exc))
    return differences


def _parse_moments(event: Json) -> Json:
    at = datetime.fromisoformat(event["at"])
    received = datetime.fromisoformat(event["received"]) if "received" in event else at
    return {**event, "at": at, "received": received}
