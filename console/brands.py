"""What a site looks like to its partners: a name, and where its stylesheet and its logo are."""

from dataclasses import dataclass

from registry.brands import name_shown
from registry.models import Site


@dataclass(frozen=True, slots=True)
class ShownBrand:
    """``stylesheet`` and ``logo`` are paths, empty where the site has none."""

    site_id: int
    name: str
    stylesheet: str
    logo: str


def describe_brand(site: Site) -> ShownBrand:
    """For the template of a page that is this site's."""
    path = f"/brand/{site.site_key}"
    stylesheet = f"{path}.css" if site.accent else ""
    return ShownBrand(site.id, name_shown(site), stylesheet, f"{path}.png" if site.logo_hash else "")
