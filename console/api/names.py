"""Names for people beside the keys that rows have: of partners by their own code, of callers like ``member:7``."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.models import SecretKey, TeamMember
from registry.partners import list_partners

_MEMBER, _KEY = "member:", "key:"


@dataclass(frozen=True, slots=True)
class Names:
    """Of one site; what has no name keeps its key."""

    partners: Mapping[str, str] = field(default_factory=dict)
    callers: Mapping[str, str] = field(default_factory=dict)

    def name_partner(self, own_code: str) -> str:
        """The name in the registry."""
        return self.partners.get(own_code, own_code)

    def name_caller(self, caller: str) -> str:
        """A team member's address, a key's label."""
        return self.callers.get(caller, caller)


def query_names(session: Session, site_id: int) -> Names:
    """All partners of the site; of callers those who may have acted on it: its keys and all team members."""
    partners = {partner.own_code: partner.name or partner.own_code for partner in list_partners(session, site_id)}
    members = session.execute(select(TeamMember.id, TeamMember.email))
    keys = session.execute(select(SecretKey.id, SecretKey.label).where(SecretKey.site_id == site_id))
    callers = {f"{_MEMBER}{member_id}": email for member_id, email in members}
    callers |= {f"{_KEY}{key_id}": f"key “{label}”" if label else f"key {key_id}" for key_id, label in keys}
    return Names(partners, callers)
