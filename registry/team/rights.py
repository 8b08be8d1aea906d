"""What a team member may do on a site by the role there: the one table that API and pages ask."""

from collections.abc import Mapping
from enum import StrEnum

from registry.checks import check_choice
from registry.enums import Role


class Right(StrEnum):
    """One kind of thing that may be done on a site; the figures, but for payouts, are shown to every role."""

    # Partners, programs with their terms, links, promo codes, stages and notes of leads.
    PARTNERS = "partners"
    # Payout runs and methods, adjustments, commission runs; to see the first two as well.
    PAYOUTS = "payouts"
    # Decisions on conversions and fraud marks, the allow list.
    REVIEW = "review"
    # The site itself, its keys, team, trust and fraud rules; erasing a person.
    SETTINGS = "settings"


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.MANAGER: frozenset({Right.PARTNERS}),
    Role.FINANCE: frozenset({Right.PAYOUTS}),
    Role.REVIEWER: frozenset({Right.REVIEW}),
    Role.ANALYST: frozenset(),
}
# What requests and old invitations may still call a role.
_FORMER_NAMES = {"viewer": Role.ANALYST.value}
ROLE_NAMES = (*(role.value for role in Role), *_FORMER_NAMES)


def check_role(role: str) -> str:
    """The role in its present name; raises :class:`RegistryInvalid`."""
    return check_choice("role", _FORMER_NAMES.get(role, role), tuple(Role))


def list_roles(right: Right) -> list[Role]:
    """The roles that include it, the strongest first."""
    return [role for role, rights in RIGHTS.items() if right in rights]
