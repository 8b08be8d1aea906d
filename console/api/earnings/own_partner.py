"""The one partner whose earnings are asked for: a partner's own, else the one that the site's people name."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from console.access import Caller
from console.errors import InvalidRequest, NothingFound
from registry import models
from registry.partners import get_partner, resolve_owner
from registry.sites import get_site


@dataclass(frozen=True, slots=True)
class PartnerOfSite:
    """A partner and his site."""

    site: models.Site
    partner: models.Partner

    @property
    def code(self) -> str:
        """His name in the ledger."""
        return self.partner.own_code


def find_account(session: Session, caller: Caller, site_id: int, given: str) -> PartnerOfSite:
    """Raises ``NothingFound`` where the partner is not the caller's to see."""
    site = get_site(session, site_id)
    if caller.partner_id is None:
        if not given:
            raise InvalidRequest("partner", "give the id or a code of a partner of this site", "missing")
        return PartnerOfSite(site, resolve_owner(session, site_id, given))
    own = get_partner(session, site_id, caller.partner_id)
    if given and given.lower() not in (str(own.id), *own.lower_codes):
        raise NothingFound(f"no partner {given!r} on this site")
    return PartnerOfSite(site, own)
