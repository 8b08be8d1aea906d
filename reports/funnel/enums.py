"""The closed sets of a funnel question."""

from enum import StrEnum


class Order(StrEnum):
    """``strict``: nothing else in between; ``unordered``: any order; ``windowFunnel``: ClickHouse's own counting."""

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
    """The modes of ClickHouse's windowFunnel."""

    STRICT_ORDER = "strict_order"
    STRICT_ONCE = "strict_once"
    STRICT_DEDUPLICATION = "strict_deduplication"
    STRICT_INCREASE = "strict_increase"
    ALLOW_REENTRY = "allow_reentry"
