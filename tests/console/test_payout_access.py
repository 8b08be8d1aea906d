"""A partner's access gives a payout method only where whoever made it may: link, token, password and what follows."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from console.cookies import PARTNER_COOKIE
from database.sessions import Sessions, begin_change, begin_read
from events.enums import Scope
from registry.brands import update_brand
from registry.enums import Role
from registry.keys import create_key
from registry.models import Partner
from registry.partner_sessions import create_sign_in_link, find_partner_access
from registry.partners import create_partner
from registry.payout_access import MAIL, may_give_method, name_mail_maker
from registry.team.members import add_member, archive_member
from registry.team.memberships import change_role
from tests.console.conftest import Shop

PASSWORD = "correct horse"


@dataclass(frozen=True, slots=True)
class Makers:
    """Callers by whom links are made: of the team, and a partner of theirs with an address."""

    names: dict[Role, str]
    site_id: int
    partner_id: int


@pytest.fixture
def makers(registry_sessions: Sessions, shop: Shop) -> Makers:
    stamp = f"{datetime.now(UTC).timestamp()}".replace(".", "-")
    with begin_change(registry_sessions) as session:
        members = {
            role: add_member(session, shop.site_id, f"{role}-{stamp}@shop.example", "", role).id for role in Role
        }
        partner, _ = create_partner(session, shop.site_id, f"p{stamp}", "Pia", email=f"pia-{stamp}@mail.example")
        return Makers({role: f"member:{each}" for role, each in members.items()}, shop.site_id, partner.id)


def open_link(client: TestClient, sessions: Sessions, makers: Makers, maker: str) -> None:
    now = datetime.now(UTC)
    with begin_change(sessions) as session:
        link, _ = create_sign_in_link(session, makers.site_id, makers.partner_id, now, created_by=maker)
    assert client.post("/partner/sign-in", data={"token": link}).status_code == 303


def set_password(client: TestClient, password: str = PASSWORD) -> None:
    assert client.post("/partner/profile/first-password", data={"new_password": password}).status_code == 303


def sign_in(client: TestClient, sessions: Sessions, makers: Makers, password: str = PASSWORD) -> None:
    client.cookies.clear()
    with begin_read(sessions) as session:
        email = session.get_one(Partner, makers.partner_id).email
    answer = client.post("/partner/sign-in/password", data={"email": email, "password": password})
    assert answer.status_code == 303


def may_give(client: TestClient, sessions: Sessions, makers: Makers) -> bool:
    """By what the page says, which is what the API does."""
    with begin_read(sessions) as session:
        access = find_partner_access(session, client.cookies[PARTNER_COOKIE], datetime.now(UTC))
        assert access is not None
        may = may_give_method(session, makers.site_id, access.opened_by)
    assert ("has no right to payouts" in client.get("/partner/payouts").text) is not may
    return may


@pytest.mark.parametrize("role", Role)
def test_a_link_may_what_its_maker_may(
    client: TestClient, registry_sessions: Sessions, makers: Makers, role: Role
) -> None:
    open_link(client, registry_sessions, makers, makers.names[role])
    assert may_give(client, registry_sessions, makers) is (role in (Role.OWNER, Role.FINANCE))


def test_a_password_set_by_a_managers_link_is_no_way_around_it(
    client: TestClient, registry_sessions: Sessions, makers: Makers
) -> None:
    open_link(client, registry_sessions, makers, makers.names[Role.MANAGER])
    set_password(client)
    assert not may_give(client, registry_sessions, makers)
    sign_in(client, registry_sessions, makers)
    assert not may_give(client, registry_sessions, makers)
    # A link of finance in the same browser gives its own session, and no right to whoever set the password.
    open_link(client, registry_sessions, makers, makers.names[Role.FINANCE])
    assert may_give(client, registry_sessions, makers)
    sign_in(client, registry_sessions, makers)
    assert not may_give(client, registry_sessions, makers)
    open_link(client, registry_sessions, makers, makers.names[Role.FINANCE])
    set_password(client, "battery staple")
    sign_in(client, registry_sessions, makers, "battery staple")
    assert may_give(client, registry_sessions, makers)


def test_a_password_that_a_manager_resets_loses_it(
    client: TestClient, registry_sessions: Sessions, makers: Makers
) -> None:
    open_link(client, registry_sessions, makers, makers.names[Role.OWNER])
    set_password(client)
    assert may_give(client, registry_sessions, makers)
    client.cookies.clear()
    open_link(client, registry_sessions, makers, makers.names[Role.MANAGER])
    set_password(client, "battery staple")
    assert not may_give(client, registry_sessions, makers)


def test_who_lost_the_right_or_the_site_makes_no_such_access(registry_sessions: Sessions, makers: Makers) -> None:
    owner, finance = makers.names[Role.OWNER], makers.names[Role.FINANCE]
    with begin_change(registry_sessions) as session:
        assert may_give_method(session, makers.site_id, owner)
        assert not may_give_method(session, makers.site_id + 1, owner)
        change_role(session, makers.site_id, int(finance.partition(":")[2]), "manager")
        archive_member(session, int(owner.partition(":")[2]), datetime.now(UTC))
        assert not may_give_method(session, makers.site_id, owner)
        assert not may_give_method(session, makers.site_id, finance)


def test_a_mailed_link_gives_a_method_unless_somebody_else_changed_the_address(
    client: TestClient, registry_sessions: Sessions, makers: Makers
) -> None:
    def read_maker() -> str:
        with begin_read(registry_sessions) as session:
            return name_mail_maker(session, session.get_one(Partner, makers.partner_id))

    def change_address(author: str, email: str) -> None:
        with begin_change(registry_sessions, author) as session:
            session.get_one(Partner, makers.partner_id).email = email

    with begin_read(registry_sessions) as session:
        assert may_give_method(session, makers.site_id, read_maker())
        before = session.get_one(Partner, makers.partner_id).email
    open_link(client, registry_sessions, makers, MAIL)
    assert may_give(client, registry_sessions, makers)
    manager = makers.names[Role.MANAGER]
    change_address(manager, "other@mail.example")
    assert read_maker() == manager
    open_link(client, registry_sessions, makers, read_maker())
    assert not may_give(client, registry_sessions, makers)
    change_address(f"partner:{makers.partner_id}", before)
    assert read_maker() == MAIL


def test_a_mailed_link_gives_no_method_where_it_leads_to_a_host_of_whoever_may_not(
    client: TestClient, registry_sessions: Sessions, shop: Shop, makers: Makers
) -> None:
    def choose(author: str, host: str) -> None:
        with begin_change(registry_sessions, author) as session:
            update_brand(session, shop.site_id, cabinet_host=host, own_hosts=["console.example"])

    def read_maker(partner_id: int = makers.partner_id) -> str:
        with begin_read(registry_sessions) as session:
            return name_mail_maker(session, session.get_one(Partner, partner_id))

    with begin_change(registry_sessions) as session:
        admin, paying = (
            f"key:{create_key(session, shop.site_id, 'k', scopes)[0].id}"
            for scopes in ([Scope.ADMIN], [Scope.ADMIN, Scope.PAY])
        )
        sam, _ = create_partner(session, shop.other_site_id, "s", "Sam", email="sam@mail.example")
    choose(makers.names[Role.OWNER], "partners.shop.example")
    assert read_maker() == MAIL
    choose(admin, "evil.example")
    assert (read_maker(), read_maker(sam.id)) == (admin, MAIL)
    open_link(client, registry_sessions, makers, read_maker())
    assert not may_give(client, registry_sessions, makers)
    # Nor where the former one comes back by him.
    choose(admin, "partners.shop.example")
    assert read_maker() == admin
    # Without a host mail leads to the console.
    choose(admin, "")
    assert read_maker() == MAIL
    choose(paying, "partners.shop.example")
    assert read_maker() == MAIL
    # The right is that of today.
    owner = makers.names[Role.OWNER]
    choose(owner, "")
    choose(owner, "partners.shop.example")
    assert read_maker() == MAIL
    with begin_change(registry_sessions) as session:
        archive_member(session, int(owner.partition(":")[2]), datetime.now(UTC))
    assert read_maker() == owner
    choose("command", "")
    assert read_maker() == MAIL


def test_whoever_changed_the_address_without_the_right_counts_before_whoever_chose_the_host(
    registry_sessions: Sessions, shop: Shop, makers: Makers
) -> None:
    manager, finance = makers.names[Role.MANAGER], makers.names[Role.FINANCE]
    with begin_change(registry_sessions, "command") as session:
        key = f"key:{create_key(session, shop.site_id, 'k', [Scope.ADMIN])[0].id}"
    with begin_change(registry_sessions, key) as session:
        update_brand(session, shop.site_id, cabinet_host="evil.example", own_hosts=["console.example"])
    for author, maker in ((manager, manager), (finance, key)):
        with begin_change(registry_sessions, author) as session:
            partner = session.get_one(Partner, makers.partner_id)
            partner.email = f"{author.replace(':', '-')}@mail.example"
        with begin_read(registry_sessions) as session:
            assert name_mail_maker(session, session.get_one(Partner, makers.partner_id)) == maker
    with begin_change(registry_sessions, "command") as session:
        update_brand(session, shop.site_id, cabinet_host="", own_hosts=["console.example"])


def test_keys_need_the_scope_pay_and_the_command_line_may(registry_sessions: Sessions, shop: Shop) -> None:
    with begin_change(registry_sessions) as session:
        for scope in Scope:
            key, _ = create_key(session, shop.site_id, "k", [scope])
            assert may_give_method(session, shop.site_id, f"key:{key.id}") is (scope is Scope.PAY)
            assert not may_give_method(session, shop.other_site_id, f"key:{key.id}")
        assert may_give_method(session, shop.site_id, "command")
        for maker in ("", f"partner:{shop.alice_id}", "upgrade"):
            assert not may_give_method(session, shop.site_id, maker)
