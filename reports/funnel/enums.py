"""The closed sets of a funnel question."""

from enum import StrEnum


class Order(StrEnum):
    """``strict``: nothing else in between; ``unordered``: any order; ``windowFunnel``: as ClickHouse counts."""

    ORDERED = "ordered"
    STRICT = "strict"
    UNORDERED = "unordered"
    ENGINE = "windowFunnel"


class Entry(StrEnum):
    """Which of a person's attempts counts."""

    BEST = "best"
    FIRST = "first"


class Counting(StrEnum):
    """``totals``: every attempt, one after another."""

    PEOPLE = "people"
    TOTALS = "totals"


class Mode(StrEnum):
    """What the engine's windowFunnel can be asked for."""

    STRICT_ORDER = "strict_order"
    STRICT_ONCE = "strict_once"
    STRICT_DEDUPLICATION = "strict_deduplication"
    STRICT_INCREASE = "strict_increase"
    ALLOW_REENTRY = "allow_reentry"
