"""The address of a site's first page, by its hosts, and of a shop that is tried by its first link."""

import pytest
from sqlalchemy.orm import Session

from database.columns import utc_now
from registry.links import archive_link, create_link
from registry.partners import create_partner
from registry.site_addresses import find_first_page, find_ref_link, find_test_link, write_page_address
from registry.sites import create_site


@pytest.mark.parametrize(
    ("hosts", "address"),
    [
        (["shop.example"], "https://shop.example/"),
        (["*.shop.example"], "https://www.shop.example/"),
        (["*.shop.example", "tea.example"], "https://tea.example/"),
        (["localhost"], "http://localhost/"),
        (["shop.localhost"], "http://shop.localhost/"),
        (["127.0.0.1"], "http://127.0.0.1/"),
    ],
)
def test_only_the_own_machine_has_no_https(hosts: list[str], address: str) -> None:
    assert write_page_address(hosts) == address


@pytest.mark.parametrize(
    ("hosts", "destinations", "address"),
    [
        (["localhost"], [], "http://localhost/"),
        (["localhost"], ["http://localhost/a"], "http://localhost/"),
        (["localhost"], ["http://localhost:8080/a?b=c", "http://localhost:9/"], "http://localhost:8080/"),
        (
            ["localhost", "shop.example"],
            ["https://shop.example:1/", "https://localhost:8443"],
            "https://localhost:8443/",
        ),
        (["127.0.0.1", "localhost"], ["http://localhost:8080/", "http://127.0.0.1:81/"], "http://127.0.0.1:81/"),
        # No partner moves the links of the others.
        (["shop.example"], ["https://shop.example:8443/"], "https://shop.example/"),
    ],
)
def test_a_shop_on_the_own_machine_has_the_port_of_its_first_link(
    registry_session: Session, hosts: list[str], destinations: list[str], address: str
) -> None:
    site = create_site(registry_session, "Shop", hosts)
    partner = create_partner(registry_session, site.id, "ada", "Ada")[0]
    for destination in destinations:
        create_link(registry_session, site.id, partner.id, destination)
    assert find_first_page(registry_session, site) == address
    assert find_ref_link(registry_session, site, "ada") == f"{address}?ref=ada"
    assert find_test_link(registry_session, site, "1.x", "ada") == f"{address}?ref=ada&prm_test=1.x"


def test_neither_an_archived_link_nor_that_of_another_site_says_the_port(registry_session: Session) -> None:
    for name in ("Shop", "Other"):
        site = create_site(registry_session, name, ["localhost"])
        partner = create_partner(registry_session, site.id, "ada", "Ada")[0]
        link = create_link(registry_session, site.id, partner.id, "http://localhost:8080/")
        if name == "Shop":
            shop = site
            archive_link(registry_session, site.id, link.id, utc_now())
    assert find_first_page(registry_session, shop) == "http://localhost/"
