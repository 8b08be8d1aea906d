"""Partners are found by what the team knows of them, sorted, page by page; many are changed by one act."""

import pytest
from sqlalchemy.orm import Session

from database.columns import utc_now
from registry.errors import RegistryInvalid
from registry.partner_acts import PartnerAct, act_on_partners
from registry.partner_search import PartnerOrder, PartnerSearch, list_labels, search_partners
from registry.partners import create_code, create_partner, get_partner
from registry.sites import create_program, create_site

NOW = utc_now()


@pytest.fixture
def session(registry_session: Session) -> Session:
    return registry_session


@pytest.fixture
def site_id(session: Session) -> int:
    """Zoe, Émile and bob; Bob in another program."""
    site_id = create_site(session, "Shop", ["shop.example"]).id
    zoe, _ = create_partner(
        session, site_id, "zoe", "Zoe", email="zoe@blog.example", group="Press", tags=["Blog", "vip"]
    )
    create_code(session, site_id, zoe.id, "zed")
    create_partner(session, site_id, "emile", "Émile", group="Creators", tags=["blog"])
    program_id = create_program(session, site_id, "Second").id
    create_partner(session, site_id, "bob", "bob", program_id=program_id)
    return site_id


def find(session: Session, site_id: int, search: PartnerSearch, after_id: int | None = None) -> list[str]:
    return [partner.own_code for partner in search_partners(session, site_id, search, after_id)]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (PartnerSearch(), ["zoe", "emile", "bob"]),
        (PartnerSearch(order=PartnerOrder.NEWEST), ["bob", "emile", "zoe"]),
        (PartnerSearch(order=PartnerOrder.NAME), ["bob", "zoe", "emile"]),
        (PartnerSearch(tag="BLOG"), ["zoe", "emile"]),
        (PartnerSearch(group="Press"), ["zoe"]),
        (PartnerSearch(text="ÉMI"), ["emile"]),
        (PartnerSearch(text="ZED"), ["zoe"]),
        (PartnerSearch(text="blog.example", status="active"), ["zoe"]),
        (PartnerSearch(status="paused"), []),
    ],
)
def test_filters_and_order(session: Session, site_id: int, search: PartnerSearch, found: list[str]) -> None:
    assert find(session, site_id, search) == found


def test_by_program_and_after_a_partner(session: Session, site_id: int) -> None:
    zoe, emile, bob = search_partners(session, site_id, PartnerSearch())
    assert find(session, site_id, PartnerSearch(program_id=bob.program_id)) == ["bob"]
    assert find(session, site_id, PartnerSearch(), zoe.id) == ["emile", "bob"]
    assert find(session, site_id, PartnerSearch(order=PartnerOrder.NAME), bob.id) == ["zoe", "emile"]
    # The last row of a page may itself be filtered away meanwhile.
    assert find(session, site_id, PartnerSearch(tag="blog", order=PartnerOrder.NEWEST), emile.id) == ["zoe"]


def test_the_groups_and_tags_that_there_are(session: Session, site_id: int) -> None:
    assert list_labels(session, site_id) == (["Creators", "Press"], ["Blog", "vip"])


def test_each_is_changed_or_refused_on_its_own(session: Session, site_id: int) -> None:
    zoe, emile, _ = search_partners(session, site_id, PartnerSearch())
    ids = [zoe.id, emile.id, 9999, zoe.id]

    def act(act: PartnerAct, value: str = "") -> list[str]:
        return [each.outcome for each in act_on_partners(session, site_id, ids, act, value, NOW)]

    assert act(PartnerAct.PAUSE) == ["changed", "changed", "refused"]
    assert act(PartnerAct.PAUSE) == ["unchanged", "unchanged", "refused"]
    assert act(PartnerAct.ADD_TAG, "VIP") == ["unchanged", "changed", "refused"]
    assert act(PartnerAct.REMOVE_TAG, "blog") == ["changed", "changed", "refused"]
    assert (zoe.tags, emile.tags) == (["vip"], ["VIP"])
    assert act(PartnerAct.SET_GROUP, "") == ["changed", "changed", "refused"]
    assert act(PartnerAct.SET_GROUP, "x" * 65) == ["refused", "refused", "refused"]
    with pytest.raises(RegistryInvalid):
        act(PartnerAct.ADD_TAG, " ")
    assert get_partner(session, site_id, zoe.id).status == "paused"
