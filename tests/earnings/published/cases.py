"""Reads cases of the published form and plays them: at each moment that a case names, everything is compared."""

import json
from datetime import datetime
from pathlib import Path

from tests.earnings.published.comparison import list_differences
from tests.earnings.published.player import Json, Player


def read_file(path: Path) -> list[Json]:
    """The cases of one file."""
    cases: list[Json] = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return cases


def play_case(case: Json) -> list[str]:
    """What is not as the case expects."""
    player = Player(case)
    differences: list[str] = []
    waiting = [_parse_moments(event) for event in case["events"]]
    waiting.sort(key=lambda event: event["received"])
    for expected in sorted(case["expect"], key=lambda each: str(each["as_of"])):
        moment = datetime.fromisoformat(expected["as_of"])
        while waiting and waiting[0]["received"] <= moment:
            player.play(waiting.pop(0))
        player.run(moment)
        differences += list_differences(player, expected)
        differences += [f"a second run posts {record}" for record in player.run(moment)]
    return differences


def _parse_moments(event: Json) -> Json:
    at = datetime.fromisoformat(event["at"])
    received = datetime.fromisoformat(event["received"]) if "received" in event else at
    return {**event, "at": at, "received": received}
