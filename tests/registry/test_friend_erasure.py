"""A friend who is erased leaves a row without anything that says who he is; his codes and money name nobody."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from database.columns import utc_now
from outbound.requests import mail_partner_link
from registry.changes import list_changes
from registry.friends import GivenFriend, put_friend
from registry.models import OutgoingMail, Partner, PartnerAccount, PartnerSession, Site
from registry.partner_accounts import find_account_of_partner, join_partner, set_own_password
from registry.partner_sessions import create_sign_in_link, open_sign_in_link
from registry.partners import create_partner, map_refs_to_partners, update_partner
from registry.person_erasure import erase_from_registry
from registry.sites import create_site, get_program, update_program

NOW = utc_now()


@pytest.fixture
def session(registry_session: Session) -> Session:
    return registry_session


@pytest.fixture
def site(session: Session) -> Site:
    return make_site(session, "Shop", "shop.example")


@pytest.fixture
def ada(session: Session, site: Site) -> Partner:
    """A friend who has signed in, with all that a team notes of a partner."""
    friend = put(session, site, "c-17", "ada@mail.example")
    update_partner(session, site.id, friend.id, group="Fans", tags=["Berlin"], notes="met her there")
    link, _ = create_sign_in_link(session, site.id, friend.id, NOW)
    open_sign_in_link(session, link, NOW)
    set_own_password(session, friend.id, "hash", "mail")
    mail_partner_link(session, friend, NOW)
    return friend


def make_site(session: Session, name: str, host: str) -> Site:
    made = create_site(session, name, [host])
    update_program(session, made.id, get_program(session, made.id).id, friends=True)
    return made


def put(session: Session, site: Site, customer_id: str, email: str = "") -> Partner:
    return put_friend(session, site.id, GivenFriend(customer_id, "Ada Lovelace", email), NOW, created_by="key:1")


def count(session: Session, table: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def read_personal(partner: Partner) -> tuple[object, ...]:
    return partner.customer_id, partner.email, partner.group, partner.tags, partner.notes


def test_a_customer_who_is_erased_is_no_friend_any_more(session: Session, site: Site, ada: Partner) -> None:
    assert erase_from_registry(session, site.id, "", ["c-17", "c-99"]) == {"mails": 1, "partners": 1}
    assert read_personal(ada) == ("", "", "", [], "")
    assert (ada.name, ada.status) == (f"Friend {ada.own_code}", "archived")
    assert [count(session, table) for table in (OutgoingMail, PartnerSession, PartnerAccount)] == [0, 0, 0]
    # His code stays taken, and what it brought is in the reports.
    assert map_refs_to_partners(session, site.id) == {ada.own_code: ada.id}
    assert put(session, site, "c-17").id != ada.id


def test_no_change_that_was_noted_names_him(session: Session, site: Site, ada: Partner) -> None:
    erase_from_registry(session, site.id, "", ["c-17"])
    noted = "".join(f"{row.fields}{row.before}{row.after}" for row in list_changes(session, site.id, 99))
    assert [text for text in ("c-17", "ada@", "Ada", "Fans", "Berlin", "met her") if text in noted] == []


def test_an_address_that_is_erased_takes_its_friend_with_it(session: Session, site: Site, ada: Partner) -> None:
    other = put(session, site, "c-18", "bob@mail.example")
    nameless = put(session, site, "c-19")
    removed = erase_from_registry(session, site.id, "ADA+x@mail.example")
    assert (removed["partners"], removed["mails"]) == (1, 1)
    assert read_personal(ada) == ("", "", "", [], "")
    assert (other.email, nameless.customer_id) == ("bob@mail.example", "c-19")


def test_the_friend_of_another_site_stays(session: Session, site: Site, ada: Partner) -> None:
    other = make_site(session, "Other", "other.example")
    assert erase_from_registry(session, other.id, "ada@mail.example", ["c-17"]).get("partners", 0) == 0
    assert ada.customer_id == "c-17"


def test_of_another_partner_only_his_id_at_the_shop_is_erased(session: Session, site: Site) -> None:
    agency, _ = create_partner(session, site.id, "agency", "Agency", email="agency@mail.example", customer_id="c-1")
    assert erase_from_registry(session, site.id, "agency@mail.example", ["c-1"])["partners"] == 1
    assert (agency.customer_id, agency.email, agency.name, agency.status) == (
        "",
        "agency@mail.example",
        "Agency",
        "active",
    )


def test_a_login_that_opens_another_partner_too_stays_with_it(session: Session, site: Site, ada: Partner) -> None:
    blog, _ = create_partner(session, site.id, "blog", "Blog", email="ada@mail.example")
    account = find_account_of_partner(session, ada.id)
    assert account is not None
    join_partner(session, account, blog, "mail")
    erase_from_registry(session, site.id, "", ["c-17"])
    assert find_account_of_partner(session, ada.id) is None
    assert find_account_of_partner(session, blog.id) is account
