"""The closed sets of the registry."""

from enum import StrEnum


class PartnerStatus(StrEnum):
    """The links of whoever is not active still lead to the shop; what the partner earns is decided by the report."""

    ACTIVE = "active"
    PAUSED = "paused"
    BLOCKED = "blocked"
    ARCHIVED = "archived"


class PartnerKind(StrEnum):
    """A friend is a customer of the shop who refers others; there may be thousands of them beside a few partners."""

    PARTNER = "partner"
    FRIEND = "friend"


# Neither the partner's token nor any sign-in opens anything.
WITHOUT_ACCESS = (PartnerStatus.BLOCKED, PartnerStatus.ARCHIVED)


class Role(StrEnum):
    """Of a team member on a site; ``registry.team.rights`` says what each may do."""

    OWNER = "owner"
    MANAGER = "manager"
    FINANCE = "finance"
    REVIEWER = "reviewer"
    ANALYST = "analyst"


class Model(StrEnum):
    """Which touches of a conversion earn credit."""

    FIRST_CLICK = "first_click"
    LAST_CLICK = "last_click"
    LAST_NON_DIRECT = "last_non_direct"
    LAST_PARTNER_CLICK = "last_partner_click"
    LINEAR = "linear"
    POSITION = "position"
    TIME_DECAY = "time_decay"
    MARKOV = "markov"
    SHAPLEY = "shapley"


class Priority(StrEnum):
    """Who earns a sale that has both a click and a promo code."""

    CLICK = "click"
    PROMO_CODE = "promo_code"


class ImportState(StrEnum):
    """How far an import is."""

    RUNNING = "running"
    COMPLETE = "complete"
    UNDOING = "undoing"
    UNDONE = "undone"
