"""Many partners are created at once; a row that cannot be used changes nothing and stops no other."""

import io

import pytest
from sqlalchemy.orm import Session

from registry.partner_import import NewPartner, import_partner
from registry.partners import list_partners, map_refs_to_partners
from registry.promo_codes import map_promo_codes_to_partners
from registry.sites import create_site
from transfer.partner_files import PARTNER_PRESETS_BY_NAME, PLAIN, choose_partner_preset, read_partners
from transfer.reading.dialect import UTF_8
from transfer.reading.records import name_column, read_columns


@pytest.fixture
def session(registry_session: Session) -> Session:
    return registry_session


@pytest.fixture
def site_id(session: Session) -> int:
    return create_site(session, "Shop", ["shop.example"]).id


def add(session: Session, site_id: int, name: str, email: str, codes: str, promo_codes: str = "") -> str:
    new = NewPartner(name, email, codes.split(), promo_codes.split())
    return import_partner(session, site_id, new, None, "command").outcome


def test_new_ones_are_created_and_known_ones_get_the_codes_they_lack(session: Session, site_id: int) -> None:
    assert add(session, site_id, "Alice", "alice@blog.example", "alice 12", "ALICE10") == "created"
    assert add(session, site_id, "Alice", "Alice@blog.example", "alice 12", "ALICE10") == "unchanged"
    assert add(session, site_id, "Alice", "alice@blog.example", "ali") == "extended"
    assert add(session, site_id, "Somebody", "", "ALI", "SOME5") == "extended"
    [alice] = list_partners(session, site_id)
    assert (alice.own_code, map_refs_to_partners(session, site_id)) == (
        "alice", dict.fromkeys(["alice", "12", "ali"], alice.id),
    )  # fmt: skip
    assert map_promo_codes_to_partners(session, site_id) == dict.fromkeys(["alice10", "some5"], alice.id)


def test_a_refused_row_changes_nothing(session: Session, site_id: int) -> None:
    add(session, site_id, "Alice", "alice@blog.example", "alice", "ALICE10")
    assert add(session, site_id, "Bob", "bob@blog.example", "bob", "alice10") == "refused"
    assert add(session, site_id, "Bob", "bob@blog.example", "b/b") == "refused"
    assert add(session, site_id, "Bob", "no address", "bob") == "refused"
    assert add(session, site_id, "Bob", "bob@blog.example", "") == "refused"
    assert [each.name for each in list_partners(session, site_id)] == ["Alice"]
    assert add(session, site_id, "Bob", "bob@blog.example", "bob") == "created"


REWARDFUL = "stripe_customer_id,first_name,last_name,email,paypal_email,token\ncus_1,Alice,Blog,a@b.example,,alice\n"
AFFILIATE_WP = (
    "affiliate_id,email,name,payment_email,username,status\n12,a@b.example,Alice Blog,p@b.example,alice,active\n"
)
PAP = "!USERID,!REFID,!DATEINSERTED,!USERNAME,!FIRSTNAME,!LASTNAME\n1a2b,alice,2026-01-01,a@b.example,Alice,Blog\n"
OWN = "Name;E-Mail;Code;Codes;Promo codes\nAlice Blog;;alice;ali 12;ALICE10, A5\n"


@pytest.mark.parametrize(
    ("text", "preset", "codes"),
    [
        (REWARDFUL, "rewardful", ("alice",)), (AFFILIATE_WP, "affiliatewp", ("alice", "12")),
        (PAP, "postaffiliatepro", ("alice", "1a2b")),
    ],
)  # fmt: skip
def test_each_system_is_known_by_its_headings(text: str, preset: str, codes: tuple[str, ...]) -> None:
    headings = list(map(name_column, read_columns(io.BytesIO(text.encode()), "csv", UTF_8)))
    found = choose_partner_preset("", headings)
    assert found is PARTNER_PRESETS_BY_NAME[preset]
    [row] = read_partners(io.BytesIO(text.encode()), "csv", UTF_8, found)
    assert (row.name, row.email, row.codes) == ("Alice Blog", "a@b.example", codes)


def test_our_own_headings_take_several_codes() -> None:
    text = OWN.replace(";", ",").replace("ALICE10, A5", '"ALICE10, A5"')
    [row] = read_partners(io.BytesIO(text.encode()), "csv", UTF_8, PLAIN)
    assert (row.codes, row.promo_codes) == (("alice", "ali", "12"), ("ALICE10", "A5"))
