"""What a partner's page shows besides the figures, which its script loads."""

from sqlalchemy.orm import Session

from registry.links import list_links
from registry.partners import get_partner
from registry.sites import get_site


def describe_partner(session: Session, site_id: int, partner_id: int) -> dict[str, object]:
    """Name, codes, status and links, for the marketer and for the partner; raises ``RegistryMissing``."""
    partner = get_partner(session, site_id, partner_id)
    return {
        "site": get_site(session, site_id),
        "partner": partner,
        "codes": [code.code for code in partner.codes],
        "links": list_links(session, site_id, partner_id),
    }
