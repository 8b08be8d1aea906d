"""Every change of a site, its programs, partners, keys and team is in the log, without secrets or personal values."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from database.sessions import AUTHOR
from registry.changes import Change, list_changes
from registry.enums import PartnerStatus
from registry.key_revocation import revoke_key
from registry.keys import create_key
from registry.partner_sessions import create_sign_in_link
from registry.partners import create_code, create_partner, update_partner
from registry.site_trust import rotate_signing_key, update_trust
from registry.sites import archive_site, create_program, create_site, update_program, update_site
from registry.team.invitations import create_invitation
from registry.team.members import add_member, update_password
from registry.team.memberships import change_role, end_membership

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def site_id(registry_session: Session) -> int:
    """A site that member 7 made."""
    registry_session.info[AUTHOR] = "member:7"
    return create_site(registry_session, "Shop", ["shop.example"]).id


def read_log(session: Session, site_id: int | None) -> list[tuple[str, int, str, list[str]]]:
    """Subject, id, act and fields, the newest first."""
    session.flush()
    return [(each.subject, each.subject_id, each.act, each.fields) for each in list_changes(session, site_id, 100)]


def read_last(session: Session, site_id: int | None) -> Change:
    session.flush()
    return list_changes(session, site_id, 1)[0]


def test_what_is_created_is_logged_with_who_created_it(registry_session: Session, site_id: int) -> None:
    changes = list_changes(registry_session, site_id, 10)
    assert [(each.subject, each.act, each.author) for each in changes] == [
        ("program", "created", "member:7"),
        ("site", "created", "member:7"),
    ]
    assert changes[1].after["hosts"] == ["shop.example"]


def test_a_change_has_the_values_before_and_after(registry_session: Session, site_id: int) -> None:
    update_site(registry_session, site_id, timezone="Europe/Berlin")
    last = read_last(registry_session, site_id)
    assert (last.act, last.fields) == ("updated", ["timezone"])
    assert (last.before, last.after) == ({"timezone": "UTC"}, {"timezone": "Europe/Berlin"})
    update_trust(registry_session, site_id, sales_from="server")
    assert read_last(registry_session, site_id).after == {"sales_from": "server"}
    program = create_program(registry_session, site_id, "VIP")
    update_program(registry_session, site_id, program.id, window_days=60)
    assert read_last(registry_session, site_id).before == {"window_days": 30}


def test_what_changes_nothing_is_not_logged(registry_session: Session, site_id: int) -> None:
    before = read_log(registry_session, site_id)
    update_site(registry_session, site_id, name="Shop", timezone="UTC")
    assert read_log(registry_session, site_id) == before


def test_a_partners_name_and_address_are_not_in_it(registry_session: Session, site_id: int) -> None:
    partner, token = create_partner(registry_session, site_id, "ada", "Ada Lovelace", email="ada@lovelace.example")
    create_code(registry_session, site_id, partner.id, "countess")
    update_partner(registry_session, site_id, partner.id, name="Ada King", email="king@lovelace.example")
    update_partner(registry_session, site_id, partner.id, status=PartnerStatus.PAUSED)
    log = read_log(registry_session, site_id)
    assert log[0] == ("partner", partner.id, "updated", ["status"])
    assert set(log[1][3]) == {"name", "email"}
    text = json.dumps([[each.before, each.after] for each in list_changes(registry_session, site_id, 100)])
    for personal in ("Ada", "lovelace", "countess", token):
        assert personal not in text


def test_whoever_makes_a_link_that_opens_a_partners_page_is_in_it(registry_session: Session, site_id: int) -> None:
    partner, _ = create_partner(registry_session, site_id, "ada", "Ada")
    create_sign_in_link(registry_session, site_id, partner.id, NOW)
    last = read_last(registry_session, site_id)
    assert (last.author, last.subject, last.subject_id) == ("member:7", "partner", partner.id)
    assert (last.act, last.fields, last.after) == ("updated", ["sign_in_link"], {})


def test_keys_and_secrets_are_logged_by_name_alone(registry_session: Session, site_id: int) -> None:
    former = update_site(registry_session, site_id).signing_key
    rotate_signing_key(registry_session, site_id)
    assert read_last(registry_session, site_id).fields == ["signing_key"]
    key, secret = create_key(registry_session, site_id, "till", ["events"])
    assert read_last(registry_session, site_id).after == {"scopes": ["events"]}
    revoke_key(registry_session, site_id, key.id, NOW)
    log = list_changes(registry_session, site_id, 100)
    assert (log[0].subject, log[0].subject_id, log[0].act) == ("key", key.id, "revoked")
    text = json.dumps([[each.before, each.after] for each in log])
    for hidden in (former, update_site(registry_session, site_id).signing_key, secret, key.key_hash, "till"):
        assert hidden not in text


def test_access_is_logged_at_the_site_and_logins_at_the_installation(registry_session: Session, site_id: int) -> None:
    owner = add_member(registry_session, site_id, "owner@shop.example", "", "owner")
    eve = add_member(registry_session, site_id, "eve@shop.example", "", "viewer")
    assert read_last(registry_session, site_id).after == {"role": "analyst"}
    change_role(registry_session, site_id, eve.id, "manager")
    last = read_last(registry_session, site_id)
    assert (last.subject, last.subject_id, last.before, last.after) == (
        *("member", eve.id),
        *({"role": "analyst"}, {"role": "manager"}),
    )
    end_membership(registry_session, site_id, eve.id)
    assert read_log(registry_session, site_id)[0] == ("member", eve.id, "removed", [])
    create_invitation(registry_session, site_id, "bo@shop.example", "finance", NOW, invited_by=owner.id)
    assert read_last(registry_session, site_id).after == {"role": "finance"}
    update_password(registry_session, eve.id, "correct horse")
    assert read_log(registry_session, None)[0] == ("person", eve.id, "updated", ["password"])


def test_the_log_is_read_in_pages_and_by_subject(registry_session: Session, site_id: int) -> None:
    for name in ("One", "Two", "Three"):
        create_program(registry_session, site_id, name)
    first = list_changes(registry_session, site_id, 2, subject="program")
    rest = list_changes(registry_session, site_id, 9, before_id=first[-1].id, subject="program")
    assert [each.after["name"] for each in (*first, *rest)] == ["Three", "Two", "One", "Default"]


def test_an_archived_site_is_logged_as_such(registry_session: Session, site_id: int) -> None:
    archive_site(registry_session, site_id, NOW)
    assert read_log(registry_session, site_id)[0] == ("site", site_id, "archived", [])
