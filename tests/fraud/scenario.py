"""Labelled months of honest and fraudulent people at one shop, from a seed and a shape; nothing is drawn elsewhere.

Labels: ``ok``, ``dup_ok`` (count once), ``givt`` (no people), ``policy`` (for a person), ``fraud``.
"""

import random
from typing import Any

from tests.fraud.fraudulent import FRAUDULENT
from tests.fraud.honest import HONEST
from tests.fraud.stage import DAY, START, Scenario, Shape

__all__ = ["DAY", "START", "Shape", "make_month"]

_USUAL = Shape()


def make_month(seed: int, shape: Shape = _USUAL) -> list[dict[str, Any]]:
    """The labelled events of a month in order of time."""
    scenario = Scenario(random.Random(seed), shape)
    for archetype in (*HONEST, *FRAUDULENT):
        archetype(scenario)
    return sorted(scenario.events, key=lambda event: (event["ts"], event["type"]))
