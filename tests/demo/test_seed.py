"""The demo's site, partners, links and team member exist after a start, and once only."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from demo.seed import PARTNERS, find_demo_site, seed_demo
from registry.links import list_links
from registry.partner_sessions import find_partner_by_session, open_sign_in_link
from registry.partners import list_partners
from registry.promo_codes import list_promo_codes
from registry.sites import list_sites
from registry.team.members import sign_in

SECRET = b"of the installation"
ORIGIN = "http://localhost:8600"


def test_partners_have_codes_and_links_and_can_sign_in_and_a_team_member_can_sign_in(registry_session: Session) -> None:
    demo = seed_demo(registry_session, ORIGIN, SECRET)
    assert [partner.code for partner in demo.partners] == [code for code, *_ in PARTNERS]
    for partner in demo.partners:
        session_token = open_sign_in_link(registry_session, partner.sign_in, datetime.now(UTC))
        assert session_token is not None
        found = find_partner_by_session(registry_session, session_token, datetime.now(UTC))
        assert found is not None
        assert found.name == partner.name
    assert sign_in(registry_session, demo.email, demo.password, datetime.now(UTC)) is not None


def test_a_second_start_finds_what_the_first_made(registry_session: Session) -> None:
    first = seed_demo(registry_session, ORIGIN, SECRET)
    second = seed_demo(registry_session, ORIGIN, SECRET)
    assert (second.site_key, second.password) == (first.site_key, first.password)
    assert [partner.link_code for partner in second.partners] == [partner.link_code for partner in first.partners]
    assert len(list_sites(registry_session)) == 1
    assert len(list_partners(registry_session, first.site_id)) == len(PARTNERS)
    assert len(list_promo_codes(registry_session, first.site_id)) == sum(bool(code) for *_, code in PARTNERS)


def test_links_follow_the_shop_to_another_port(registry_session: Session) -> None:
    seed_demo(registry_session, ORIGIN, SECRET)
    demo = seed_demo(registry_session, "http://127.0.0.1:9000", SECRET)
    destinations = [link.destination for link in list_links(registry_session, demo.site_id)]
    assert destinations == [f"http://127.0.0.1:9000{page}" for _, _, page, _ in PARTNERS]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "shop.example"])
def test_the_shops_own_host_and_this_machine_may_send(registry_session: Session, host: str) -> None:
    seed_demo(registry_session, f"http://{host}:8600", SECRET)
    site = find_demo_site(registry_session)
    assert site is not None
    assert {host, "localhost", "127.0.0.1"} == set(site.hosts)
