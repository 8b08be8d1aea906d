"""Short links lead only to the site's own pages."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from database.columns import utc_now
from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing
from registry.links import archive_link, create_link, list_links, list_links_away, update_link
from registry.partners import create_partner
from registry.promo_codes import archive_promo_code, create_promo_code, list_promo_codes
from registry.sites import create_site, update_site


def make_partner(session: Session, code: str = "alice") -> tuple[int, int]:
    site = create_site(session, "Shop", ["shop.example", "*.shop.example"], may_share_hosts=True)
    return site.id, create_partner(session, site.id, code, "Alice")[0].id


def test_a_link_without_a_code_gets_one(registry_session: Session) -> None:
    site_id, partner_id = make_partner(registry_session)
    link = create_link(registry_session, site_id, partner_id, "https://shop.example/x?y=1")
    assert len(link.code) == 7
    assert list_links(registry_session, site_id, partner_id) == [link]


@pytest.mark.parametrize(
    "destination",
    [
        "https://shop.example",
        "http://SHOP.example/x",
        "https://a.shop.example:8443/",
    ],
)
def test_a_link_leads_to_the_sites_hosts(registry_session: Session, destination: str) -> None:
    site_id, partner_id = make_partner(registry_session)
    assert create_link(registry_session, site_id, partner_id, destination).destination == destination


@pytest.mark.parametrize(
    "destination",
    [
        "",
        "/x",
        "//shop.example/x",
        "javascript:alert(1)//shop.example",
        "ftp://shop.example/",
        "https://rival.example/",
        "https://shop.example.rival.example/",
        "https://notshop.example/",
        "https://shop.example@rival.example/",
        "https://me:secret@shop.example/",
        "https://rival.example\\@shop.example/",
        "https://shop.example/a b",
        "https://shop.example/\r\nSet-Cookie: x=1",
        "https://[::1/",
    ],
)
def test_a_link_leads_nowhere_else(registry_session: Session, destination: str) -> None:
    site_id, partner_id = make_partner(registry_session)
    with pytest.raises(RegistryInvalid) as rejected:
        create_link(registry_session, site_id, partner_id, destination)
    assert rejected.value.field == "destination"


def test_the_code_of_an_archived_link_stays_taken_on_every_site(registry_session: Session) -> None:
    site_id, partner_id = make_partner(registry_session)
    other_site_id, other_partner_id = make_partner(registry_session)
    link = create_link(registry_session, site_id, partner_id, "https://shop.example/", code="summer")
    archive_link(registry_session, site_id, link.id, utc_now())
    assert list_links(registry_session, site_id) == []
    with pytest.raises(RegistryConflict):
        create_link(registry_session, other_site_id, other_partner_id, "https://shop.example/", code="summer")


def test_a_link_cannot_expire_in_the_past(registry_session: Session) -> None:
    site_id, partner_id = make_partner(registry_session)
    for ago in (timedelta(seconds=-1), timedelta(0)):
        with pytest.raises(RegistryInvalid):
            create_link(registry_session, site_id, partner_id, "https://shop.example/", expires_at=utc_now() + ago)


def test_links_and_promo_codes_of_another_site_are_out_of_reach(registry_session: Session) -> None:
    site_id, partner_id = make_partner(registry_session)
    other_site_id, _ = make_partner(registry_session)
    link = create_link(registry_session, site_id, partner_id, "https://shop.example/")
    code = create_promo_code(registry_session, site_id, partner_id, "Alice10")
    for attempt in (
        lambda: create_link(registry_session, other_site_id, partner_id, "https://shop.example/"),
        lambda: create_promo_code(registry_session, other_site_id, partner_id, "mine"),
        lambda: archive_link(registry_session, other_site_id, link.id, utc_now()),
        lambda: archive_promo_code(registry_session, other_site_id, code.id, utc_now()),
    ):
        with pytest.raises(RegistryMissing):
            attempt()
    assert list_links(registry_session, other_site_id) == []
    assert list_promo_codes(registry_session, other_site_id) == []


def test_an_updated_link_keeps_what_is_not_given(registry_session: Session) -> None:
    site_id, partner_id = make_partner(registry_session)
    link = create_link(registry_session, site_id, partner_id, "https://shop.example/", code="spring", sub_id="mail")
    update_link(registry_session, site_id, link.id, destination="https://shop.example/new")
    assert (link.code, link.destination, link.sub_id) == ("spring", "https://shop.example/new", "mail")
    with pytest.raises(RegistryInvalid):
        update_link(registry_session, site_id, link.id, destination="https://rival.example/")


@pytest.mark.parametrize(
    ("destination", "is_allowed"),
    [
        ("https://apps.example/shop", True),
        ("https://münchen.booking.example/", True),
        ("https://xn--mnchen-3ya.booking.example/", True),
        ("https://booking.example/", False),
        ("https://sub.apps.example/", False),
        ("https://apps.example@rival.example/", False),
        ("https://apps.example.rival.example/", False),
        ("https://apps.example\\@rival.example/", False),
        ("itms-apps://apps.example/", False),
    ],
)
def test_a_link_leads_to_the_sites_link_hosts(registry_session: Session, destination: str, is_allowed: bool) -> None:
    site_id, partner_id = make_partner(registry_session)
    with pytest.raises(RegistryInvalid):
        create_link(registry_session, site_id, partner_id, destination)
    update_site(registry_session, site_id, link_hosts=["apps.example", "*.booking.example"])
    if is_allowed:
        link = create_link(registry_session, site_id, partner_id, destination)
        assert link.destination == destination
        create_link(registry_session, site_id, partner_id, "https://shop.example/")
        assert list_links_away(registry_session, site_id) == [link.code]
    else:
        with pytest.raises(RegistryInvalid):
            create_link(registry_session, site_id, partner_id, destination)


def test_the_error_names_where_links_may_lead(registry_session: Session) -> None:
    site_id, partner_id = make_partner(registry_session)
    update_site(registry_session, site_id, link_hosts=["apps.example"])
    with pytest.raises(RegistryInvalid, match=r"rival\.example.*shop\.example, \*\.shop\.example, apps\.example"):
        create_link(registry_session, site_id, partner_id, "https://rival.example/")
