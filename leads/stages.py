"""How far somebody is with a lead."""

from enum import StrEnum


class Stage(StrEnum):
    """For people alone: no stage changes credit or money. A lead that nobody touched is new."""

    NEW = "new"
    CONTACTED = "contacted"
    QUALIFIED = "qualified"
    WON = "won"
    LOST = "lost"
