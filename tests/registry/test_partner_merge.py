"""One partner is merged into another: what earns moves, the name in the ledger stays."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from database.columns import utc_now
from registry.code_lookup import query_codes
from registry.enums import PartnerStatus
from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing
from registry.links import create_link, list_links
from registry.models import Partner
from registry.partner_import import NewPartner, import_partner
from registry.partner_merge import merge_partners
from registry.partner_sessions import create_sign_in_link
from registry.partners import create_code, create_partner, get_partner, resolve_partner, update_partner
from registry.promo_codes import create_promo_code, map_promo_codes_to_partners
from registry.publication import read_snapshot
from registry.sites import create_site

NOW = utc_now()


@pytest.fixture
def session(registry_session: Session) -> Session:
    return registry_session


@pytest.fixture
def site_id(session: Session) -> int:
    return create_site(session, "Shop", ["shop.example"]).id


@pytest.fixture
def pair(session: Session, site_id: int) -> tuple[Partner, Partner]:
    """The older one, with all that a partner can have, and the younger."""
    older, _ = create_partner(session, site_id, "old", "Old", email="o@blog.example")
    younger, _ = create_partner(session, site_id, "new", "New")
    create_code(session, site_id, older.id, "ancient")
    create_promo_code(session, site_id, older.id, "OLD10")
    create_link(session, site_id, older.id, "https://shop.example/", code="short")
    create_partner(session, site_id, "child", "Child", parent_id=older.id)
    return older, younger


def test_codes_links_promo_codes_and_children_move(
    session: Session, site_id: int, pair: tuple[Partner, Partner]
) -> None:
    older, younger = pair
    assert merge_partners(session, site_id, older.id, younger.id, NOW).id == younger.id
    codes = query_codes(session, site_id)
    assert {codes.find_partner(ref) for ref in ("old", "ancient", "new")} == {"new"}
    assert map_promo_codes_to_partners(session, site_id) == {"old10": younger.id}
    assert [link.partner_id for link in list_links(session, site_id)] == [younger.id]
    assert [link.ref for link in read_snapshot(session).links] == ["new"]
    assert resolve_partner(session, site_id, "child").parent_id == younger.id


def test_both_keep_their_names_in_the_ledger_and_the_emptied_one_is_archived(
    session: Session, site_id: int, pair: tuple[Partner, Partner]
) -> None:
    older, younger = pair
    merge_partners(session, site_id, older.id, younger.id, NOW)
    assert (older.own_code, older.lower_codes, older.status) == ("old", (), PartnerStatus.ARCHIVED)
    assert (older.merged_into_id, younger.own_code, younger.lower_codes) == (
        younger.id,
        "new",
        ("old", "new", "ancient"),
    )
    assert resolve_partner(session, site_id, "old") is younger
    assert resolve_partner(session, site_id, str(older.id)) is older


@pytest.mark.parametrize(
    "attempt",
    [
        lambda session, site_id, older: update_partner(session, site_id, older, status="active"),
        lambda session, site_id, older: create_code(session, site_id, older, "more"),
        lambda session, site_id, older: create_link(session, site_id, older, "https://shop.example/"),
        lambda session, site_id, older: create_promo_code(session, site_id, older, "MORE"),
        lambda session, site_id, older: create_sign_in_link(session, site_id, older, NOW),
        lambda session, site_id, older: merge_partners(session, site_id, older, 2, NOW),
    ],
)
def test_the_emptied_one_earns_never_again(
    session: Session,
    site_id: int,
    pair: tuple[Partner, Partner],
    attempt: Callable[[Session, int, int], object],
) -> None:
    older, younger = pair
    merge_partners(session, site_id, older.id, younger.id, NOW)
    with pytest.raises(RegistryConflict):
        attempt(session, site_id, older.id)
    new = NewPartner("Old", "o@blog.example", ["fresh"], [])
    assert import_partner(session, site_id, new, None, "command").outcome == "created"


def test_a_merge_that_would_revive_what_is_blocked_is_refused(
    session: Session, site_id: int, pair: tuple[Partner, Partner]
) -> None:
    older, younger = pair
    elsewhere = create_partner(session, create_site(session, "B", ["b.example"]).id, "b", "B")[0]
    with pytest.raises(RegistryMissing):
        merge_partners(session, site_id, older.id, elsewhere.id, NOW)
    with pytest.raises(RegistryInvalid):
        merge_partners(session, site_id, older.id, older.id, NOW)
    with pytest.raises(RegistryConflict, match="is below Old"):
        merge_partners(session, site_id, older.id, resolve_partner(session, site_id, "child").id, NOW)
    update_partner(session, site_id, younger.id, status="archived")
    with pytest.raises(RegistryConflict, match="New is archived"):
        merge_partners(session, site_id, older.id, younger.id, NOW)
    update_partner(session, site_id, younger.id, status="active")
    update_partner(session, site_id, older.id, status="blocked")
    with pytest.raises(RegistryConflict, match="Old is blocked"):
        merge_partners(session, site_id, older.id, younger.id, NOW)
    assert get_partner(session, site_id, older.id).lower_codes == ("old", "ancient")
