"""The demo's site, partners, links and team member exist after a start, and once only."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from demo.cast import CAST
from demo.seed import find_demo_site, renew_shop_key, seed_demo
from registry.enums import PartnerStatus
from registry.keys import find_key
from registry.links import list_links
from registry.partner_sessions import find_partner_access, open_sign_in_link
from registry.partners import list_partners
from registry.promo_codes import list_promo_codes
from registry.sites import create_site, list_sites
from registry.team.members import sign_in

SECRET = b"of the installation"
ORIGIN = "http://localhost:8600"


def test_partners_have_codes_and_links_and_can_sign_in_and_a_team_member_can_sign_in(registry_session: Session) -> None:
    demo = seed_demo(registry_session, ORIGIN, SECRET)
    assert list(demo.partners) == [role.code for role in CAST]
    for partner in demo.partners.values():
        session_token = open_sign_in_link(registry_session, partner.sign_in, datetime.now(UTC))
        assert session_token is not None
        found = find_partner_access(registry_session, session_token, datetime.now(UTC))
        assert found is not None
        assert found.partner.name == partner.name
    assert sign_in(registry_session, demo.email, demo.password, datetime.now(UTC)) is not None


def test_a_second_start_finds_what_the_first_made(registry_session: Session) -> None:
    first = seed_demo(registry_session, ORIGIN, SECRET)
    second = seed_demo(registry_session, ORIGIN, SECRET)
    assert (second.site_key, second.password) == (first.site_key, first.password)
    links = [[partner.link_code for partner in made.partners.values()] for made in (first, second)]
    assert links[0] == links[1]
    assert len(list_sites(registry_session)) == 1
    assert len(list_partners(registry_session, first.site_id)) == len(CAST)
    assert len(list_promo_codes(registry_session, first.site_id)) == sum(bool(role.promo_code) for role in CAST)


def test_links_follow_the_shop_to_another_port(registry_session: Session) -> None:
    seed_demo(registry_session, ORIGIN, SECRET)
    demo = seed_demo(registry_session, "http://127.0.0.1:9000", SECRET)
    destinations = [link.destination for link in list_links(registry_session, demo.site_id)]
    assert destinations == [f"http://127.0.0.1:9000{role.page}" for role in CAST]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "shop.example"])
def test_the_shops_own_host_and_this_machine_may_send(registry_session: Session, host: str) -> None:
    seed_demo(registry_session, f"http://{host}:8600", SECRET)
    site = find_demo_site(registry_session)
    assert site is not None
    assert {host, "localhost", "127.0.0.1"} == set(site.hosts)


def test_the_site_says_that_it_is_a_demo_and_no_other_does(registry_session: Session) -> None:
    demo = seed_demo(registry_session, ORIGIN, SECRET)
    other = create_site(registry_session, "Elsewhere", ["elsewhere.example"])
    assert {site.id: site.is_demo for site in list_sites(registry_session)} == {demo.site_id: True, other.id: False}


def test_the_agency_brought_two_partners_and_one_partner_is_paused(registry_session: Session) -> None:
    demo = seed_demo(registry_session, ORIGIN, SECRET)
    partners = {partner.own_code: partner for partner in list_partners(registry_session, demo.site_id)}
    agency = partners["northside"].id
    assert [code for code, partner in partners.items() if partner.parent_id == agency] == ["brewlab", "morning"]
    assert [code for code, partner in partners.items() if partner.status == PartnerStatus.PAUSED] == ["otto"]


def test_the_key_of_the_shops_server_ends_when_there_is_a_new_one(registry_session: Session) -> None:
    demo = seed_demo(registry_session, ORIGIN, SECRET)
    now = datetime.now(UTC)
    first, second = (renew_shop_key(registry_session, demo.site_id, now) for _ in range(2))
    assert [find_key(registry_session, key, now) is not None for key in (first, second)] == [False, True]
