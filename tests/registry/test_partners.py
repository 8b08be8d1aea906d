"""Partners and their codes."""

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from database.columns import utc_now
from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing
from registry.models import Code, Partner, PartnerStatusChange
from registry.partner_tokens import find_partner_by_token, renew_token
from registry.partners import (
    archive_partner,
    create_code,
    create_partner,
    list_partners,
    map_refs_to_partners,
    resolve_partner,
    update_partner,
)
from registry.sites import archive_site, create_site, get_program


def make_site(session: Session) -> int:
    return create_site(session, "Shop", ["shop.example"], may_share_hosts=True).id


def test_a_partner_is_found_by_the_token_that_was_shown_once(registry_session: Session) -> None:
    partner, token = create_partner(registry_session, make_site(registry_session), "alice", "Alice")
    assert find_partner_by_token(registry_session, token) is partner
    assert token not in (partner.token_hash, partner.name)
    assert find_partner_by_token(registry_session, "pt_wrong") is None


def test_a_renewed_token_ends_the_old_one(registry_session: Session) -> None:
    site_id = make_site(registry_session)
    partner, old = create_partner(registry_session, site_id, "alice", "Alice")
    new = renew_token(registry_session, site_id, partner.id)
    assert find_partner_by_token(registry_session, old) is None
    assert find_partner_by_token(registry_session, new) is partner


def test_the_token_of_an_archived_partner_or_site_ends(registry_session: Session) -> None:
    first, second = make_site(registry_session), make_site(registry_session)
    partner, token = create_partner(registry_session, first, "alice", "Alice")
    _, other_token = create_partner(registry_session, second, "alice", "Alice")
    archive_partner(registry_session, first, partner.id)
    archive_site(registry_session, second, utc_now())
    assert find_partner_by_token(registry_session, token) is None
    assert find_partner_by_token(registry_session, other_token) is None


def test_a_code_is_kept_as_given_and_looked_up_in_lower_case(registry_session: Session) -> None:
    site_id = make_site(registry_session)
    partner, _ = create_partner(registry_session, site_id, "Alice", "Alice")
    create_code(registry_session, site_id, partner.id, "OldAlice")
    assert [code.code for code in partner.codes] == ["Alice", "OldAlice"]
    assert map_refs_to_partners(registry_session, site_id) == {"alice": partner.id, "oldalice": partner.id}


def test_a_code_is_taken_whatever_its_case(registry_session: Session) -> None:
    site_id = make_site(registry_session)
    create_partner(registry_session, site_id, "alice", "Alice")
    with pytest.raises(RegistryConflict) as taken:
        create_partner(registry_session, site_id, "ALICE", "Impostor")
    assert taken.value.field == "code"


def test_the_database_itself_keeps_a_code_unique_whatever_its_case(registry_session: Session) -> None:
    site_id = make_site(registry_session)
    partner, _ = create_partner(registry_session, site_id, "alice", "Alice")
    with pytest.raises(IntegrityError), registry_session.begin_nested():
        registry_session.add(Code(site_id=site_id, partner_id=partner.id, code="ALICE"))


def test_another_site_may_use_the_same_code(registry_session: Session) -> None:
    first, second = make_site(registry_session), make_site(registry_session)
    alice, _ = create_partner(registry_session, first, "alice", "Alice")
    other, _ = create_partner(registry_session, second, "alice", "Alice")
    assert map_refs_to_partners(registry_session, first) == {"alice": alice.id}
    assert map_refs_to_partners(registry_session, second) == {"alice": other.id}


@pytest.mark.parametrize("code", ["", "a b", "a/b", "a?b", "ä", "a" * 65, "a\n"])
def test_a_code_that_cannot_stand_in_a_link_is_rejected(registry_session: Session, code: str) -> None:
    with pytest.raises(RegistryInvalid):
        create_partner(registry_session, make_site(registry_session), code, "Alice")


@pytest.mark.parametrize("email", ["alice", "@x.example", "a b@x.example", "alice@localhost"])
def test_what_is_not_an_address_is_rejected(registry_session: Session, email: str) -> None:
    with pytest.raises(RegistryInvalid):
        create_partner(registry_session, make_site(registry_session), "alice", "Alice", email=email)


def test_partners_are_listed_by_state(registry_session: Session) -> None:
    site_id = make_site(registry_session)
    alice, _ = create_partner(registry_session, site_id, "alice", "Alice")
    bob, _ = create_partner(registry_session, site_id, "bob", "Bob", tags=["press"])
    update_partner(registry_session, site_id, bob.id, status="paused")
    assert list_partners(registry_session, site_id) == [alice, bob]
    assert list_partners(registry_session, site_id, "paused") == [bob]


def test_a_partner_is_found_by_code_before_id(registry_session: Session) -> None:
    site_id = make_site(registry_session)
    first, _ = create_partner(registry_session, site_id, "alice", "Alice")
    second, _ = create_partner(registry_session, site_id, str(first.id), "Numbered")
    assert resolve_partner(registry_session, site_id, "ALICE") is first
    assert resolve_partner(registry_session, site_id, str(first.id)) is second
    assert resolve_partner(registry_session, site_id, str(second.id)) is second


def test_a_partner_of_another_site_is_not_found(registry_session: Session) -> None:
    first, second = make_site(registry_session), make_site(registry_session)
    partner, _ = create_partner(registry_session, first, "alice", "Alice")
    for attempt in (
        lambda: create_code(registry_session, second, partner.id, "mine"),
        lambda: update_partner(registry_session, second, partner.id, name="Mine"),
        lambda: renew_token(registry_session, second, partner.id),
        lambda: resolve_partner(registry_session, second, "alice"),
    ):
        with pytest.raises(RegistryMissing):
            attempt()
    assert list_partners(registry_session, second) == []


def test_the_database_itself_rejects_a_row_that_points_into_another_site(registry_session: Session) -> None:
    first, second = make_site(registry_session), make_site(registry_session)
    foreign = get_program(registry_session, first).id
    row = Partner(
        site_id=second, program_id=foreign, own_code="x", name="x", email="", status="active", tags=[], token_hash="x"
    )
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), registry_session.begin_nested():
        registry_session.add(row)


def test_the_id_of_a_removed_partner_is_never_reused(registry_session: Session) -> None:
    site_id = make_site(registry_session)
    partner, _ = create_partner(registry_session, site_id, "alice", "Alice")
    registry_session.execute(delete(Code))
    registry_session.execute(delete(PartnerStatusChange))
    registry_session.execute(delete(Partner))
    successor, _ = create_partner(registry_session, site_id, "alice", "Alice")
    assert successor.id > partner.id
