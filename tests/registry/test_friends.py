"""Customers of the shop who refer friends: one partner each, made once, by a program that takes them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from database.columns import utc_now
from database.sessions import Sessions, begin_change, begin_read
from registry.changes import Subject, list_changes
from registry.enums import PartnerKind
from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing
from registry.friends import GivenFriend, ensure_friend, find_promo_code, has_friends, put_friend
from registry.models import Partner, Site
from registry.partner_customers import find_partner_of_customer, list_own_customers
from registry.partner_merge import merge_partners
from registry.partner_search import PartnerSearch, search_partners
from registry.partners import create_partner, get_partner, list_partners, update_partner
from registry.payout_access import MAIL, may_give_method, name_mail_maker
from registry.promo_codes import archive_promo_code, create_promo_code
from registry.sites import create_program, create_site, get_program, list_programs, update_program

NOW = utc_now()


@pytest.fixture
def session(registry_session: Session) -> Session:
    return registry_session


@pytest.fixture
def site(session: Session) -> Site:
    """A site whose default program takes no friends, and whose second one does."""
    made = create_site(session, "Shop", ["shop.example"])
    create_program(session, made.id, "Friends", friends=True)
    return made


def put(session: Session, site: Site, customer_id: str = "c-17", created_by: str = "key:1", **given: object) -> Partner:
    friend = GivenFriend(customer_id, **given)  # type: ignore[arg-type]
    return put_friend(session, site.id, friend, NOW, created_by=created_by)


def test_a_customer_becomes_one_partner_whose_code_says_nothing_of_him(session: Session, site: Site) -> None:
    friend = put(session, site, name="Ada", email="Ada@mail.example")
    assert (friend.kind, friend.customer_id, friend.status) == ("friend", "c-17", "active")
    assert (friend.name, friend.email) == ("Ada", "ada@mail.example")
    assert len(friend.own_code) == 7
    assert friend.program_id == list_programs(session, site.id)[1].id
    assert put(session, site).id == friend.id
    assert put(session, site, " c-17 ").id == friend.id
    other = put(session, site, "c-18")
    assert (other.id != friend.id, other.name) == (True, f"Friend {other.own_code}")


def test_what_is_given_later_changes_nobody(session: Session, site: Site) -> None:
    """Else whoever may ask for friends could give somebody's money another address."""
    put(session, site, name="Ada", email="ada@mail.example")
    friend = put(session, site, name="Eve", email="eve@mail.example")
    assert (friend.name, friend.email) == ("Ada", "ada@mail.example")


def test_no_program_takes_friends_until_one_is_switched_on(session: Session) -> None:
    site = create_site(session, "Other", ["other.example"])
    program = get_program(session, site.id)
    assert program.friends is False
    with pytest.raises(RegistryConflict, match="no program of this site takes friends"):
        put(session, site)
    update_program(session, site.id, program.id, friends=True)
    friend = put(session, site)
    assert list_changes(session, site.id, 9, subject=Subject.PROGRAM)[0].after == {"friends": True}
    update_program(session, site.id, program.id, friends=False)
    assert put(session, site).id == friend.id
    with pytest.raises(RegistryConflict):
        put(session, site, "c-18")


def test_a_program_that_takes_no_friends_gets_none(session: Session, site: Site) -> None:
    off, on = (program.id for program in list_programs(session, site.id))
    with pytest.raises(RegistryConflict, match="the program Default does not take friends"):
        put(session, site, program_id=off)
    assert put(session, site, program_id=on).program_id == on


def test_a_program_of_another_site_is_not_known(session: Session, site: Site) -> None:
    other = create_site(session, "Other", ["other.example"])
    with pytest.raises(RegistryMissing):
        put(session, site, program_id=get_program(session, other.id).id)


@pytest.mark.parametrize("customer_id", ["", " ", "guest", "0", "undefined", "{{ customer.id }}", "a\nb", "x" * 129])
def test_what_names_nobody_is_no_customer(customer_id: str, session: Session, site: Site) -> None:
    with pytest.raises(RegistryInvalid) as raised:
        put(session, site, customer_id)
    assert raised.value.field == "customer_id"


def test_the_same_customer_of_two_sites_is_two_partners(session: Session, site: Site) -> None:
    other = create_site(session, "Other", ["other.example"])
    update_program(session, other.id, get_program(session, other.id).id, friends=True)
    assert put(session, other).id != put(session, site).id


def test_the_database_holds_one_partner_of_a_customer(session: Session, site: Site) -> None:
    put(session, site)
    rival, _ = create_partner(session, site.id, "rival", "Rival")
    rival.customer_id = "c-17"
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_partner_who_buys_there_too_is_his_customers_partner(session: Session, site: Site) -> None:
    agency, _ = create_partner(session, site.id, "agency", "Agency", customer_id="c-17")
    assert put(session, site).id == agency.id
    assert agency.kind == PartnerKind.PARTNER
    bob, _ = create_partner(session, site.id, "bob", "Bob")
    with pytest.raises(RegistryConflict, match=f"partner {agency.id} already"):
        update_partner(session, site.id, bob.id, customer_id="c-17")
    update_partner(session, site.id, agency.id, customer_id="")
    assert update_partner(session, site.id, bob.id, customer_id=" c-17 ").customer_id == "c-17"


def test_a_merged_friend_is_the_one_who_has_his_codes(session: Session, site: Site) -> None:
    friend, agency = put(session, site), create_partner(session, site.id, "agency", "Agency", customer_id="c-1")[0]
    merge_partners(session, site.id, friend.id, agency.id, NOW)
    assert put(session, site).id == agency.id
    assert find_partner_of_customer(session, site.id, "c-17") is agency
    assert set(list_own_customers(list_partners(session, site.id))) == {("agency", "c-17"), ("agency", "c-1")}


def test_partners_are_listed_by_kind(session: Session, site: Site) -> None:
    assert not has_friends(session, site.id)
    create_partner(session, site.id, "agency", "Agency")
    friend = put(session, site)
    assert has_friends(session, site.id)

    def find(kind: str) -> list[str]:
        return [each.own_code for each in search_partners(session, site.id, PartnerSearch(kind=kind))]

    assert (find("partner"), find("friend"), find("")) == (["agency"], [friend.own_code], ["agency", friend.own_code])
    with pytest.raises(RegistryInvalid):
        find("agency")


def test_his_promo_code_is_the_first_that_is_not_archived(session: Session, site: Site) -> None:
    friend = put(session, site)
    assert find_promo_code(session, friend) == ""
    first = create_promo_code(session, site.id, friend.id, "ADA10")
    create_promo_code(session, site.id, friend.id, "ADA20")
    assert find_promo_code(session, friend) == "ADA10"
    archive_promo_code(session, site.id, first.id, NOW)
    assert find_promo_code(session, friend) == "ADA20"


def test_the_log_of_changes_names_no_customer(session: Session, site: Site) -> None:
    friend = put(session, site, name="Ada", email="ada@mail.example")
    update_partner(session, site.id, friend.id, customer_id="c-99")
    logged = "".join(f"{row.fields}{row.before}{row.after}" for row in list_changes(session, site.id, 99))
    assert "customer_id" in logged
    assert not [text for text in ("c-17", "c-99", "Ada", "ada@") if text in logged]


def test_a_key_directs_nobodys_money_by_the_address_that_it_gives(session: Session, site: Site) -> None:
    """Whoever has the key makes a partner of any customer under his own address, and asks for a link by mail."""
    session.info["author"] = "key:1"
    friend = put(session, site, email="thief@mail.example")
    agency, _ = create_partner(session, site.id, "agency", "Agency", email="agency@mail.example")
    assert name_mail_maker(session, get_partner(session, site.id, friend.id)) == "key:1"
    assert not may_give_method(session, site.id, "signed")
    assert name_mail_maker(session, agency) == MAIL


def test_calls_at_once_for_one_customer_make_one_partner(registry_sessions: Sessions) -> None:
    with begin_change(registry_sessions) as session:
        site = create_site(session, "Shop", ["shop.example"])
        create_program(session, site.id, "Friends", friends=True)

    def ask(number: int) -> int:
        # Of two customers, so that calls for another one are under way as well.
        given = GivenFriend(f"c-{number % 2}")
        return ensure_friend(registry_sessions, site.id, given, NOW, created_by="signed")

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask, range(24)))
    assert (len(set(found[::2])), len(set(found[1::2])), len(set(found))) == (1, 1, 2)
    with begin_read(registry_sessions) as session:
        assert len(list_partners(session, site.id)) == 2


def test_a_site_has_no_more_friends_than_its_reports_can_load(
    session: Session, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.friends.MAX_FRIENDS", 1)
    create_partner(session, site.id, "agency", "Agency")
    put(session, site)
    with pytest.raises(RegistryConflict, match="which is the most"):
        put(session, site, "c-18")
    put(session, site)
