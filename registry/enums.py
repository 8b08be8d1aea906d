"""The closed sets of the registry."""

from enum import StrEnum


class PartnerStatus(StrEnum):
    """A paused or archived partner's links still lead to the shop; what the partner earns is decided by the report."""

    ACTIVE = "active"
    PAUSED = "paused"
    ARCHIVED = "archived"


class Role(StrEnum):
    """What a team member may do on a site."""

    OWNER = "owner"
    VIEWER = "viewer"


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
