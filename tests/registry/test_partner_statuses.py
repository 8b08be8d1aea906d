"""When a partner was not active, as the reports ask for it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from events.moments import to_milliseconds
from registry.code_lookup import query_codes
from registry.models import PartnerStatusChange
from registry.partner_statuses import NO_END_MS, Span
from registry.partners import archive_partner, create_partner, update_partner
from registry.sites import create_site

START = datetime(2026, 3, 1, tzinfo=UTC)
START_MS = to_milliseconds(START)
HOUR_MS = 3_600_000


def make_partner(session: Session, code: str = "Alice") -> tuple[int, int]:
    """The ids of a site and of its partner, created at the start."""
    site = create_site(session, "Shop", ["shop.example"], may_share_hosts=True)
    return site.id, create_partner(session, site.id, code, "Alice", now=START)[0].id


def change(session: Session, ids: tuple[int, int], *statuses: tuple[float, str]) -> None:
    for hours, status in statuses:
        update_partner(session, *ids, status=status, now=START + timedelta(hours=hours))


def span(from_hours: int, to_hours: int) -> Span:
    return START_MS + from_hours * HOUR_MS, START_MS + to_hours * HOUR_MS


def test_who_was_always_active_has_no_span(registry_session: Session) -> None:
    site_id, partner_id = make_partner(registry_session)
    update_partner(registry_session, site_id, partner_id, name="Alice B.")
    codes = query_codes(registry_session, site_id)
    assert codes.inactive == {}
    assert codes.is_active("Alice", 0)


def test_a_pause_is_half_open_and_an_archived_partner_has_no_end(registry_session: Session) -> None:
    ids = make_partner(registry_session)
    change(registry_session, ids, (1, "paused"), (2, "active"))
    archive_partner(registry_session, *ids, START + timedelta(hours=3))
    codes = query_codes(registry_session, ids[0])
    assert codes.inactive == {"Alice": [span(1, 2), (START_MS + 3 * HOUR_MS, NO_END_MS)]}
    from_ms, to_ms = span(1, 2)
    assert [codes.is_active("Alice", at_ms) for at_ms in (from_ms - 1, from_ms, to_ms - 1, to_ms)] == [
        True,
        False,
        False,
        True,
    ]
    assert not codes.is_active("Alice", NO_END_MS - 1)


def test_a_paused_partner_who_is_blocked_and_archived_was_inactive_all_along(registry_session: Session) -> None:
    ids = make_partner(registry_session)
    change(registry_session, ids, (1, "paused"), (2, "blocked"), (3, "archived"), (4, "active"))
    assert query_codes(registry_session, ids[0]).inactive == {"Alice": [span(1, 4)]}


def test_a_status_that_lasted_no_millisecond_has_no_span(registry_session: Session) -> None:
    ids = make_partner(registry_session)
    change(registry_session, ids, (1, "paused"), (1, "active"))
    assert query_codes(registry_session, ids[0]).inactive == {}


def test_the_same_status_again_is_not_logged(registry_session: Session) -> None:
    ids = make_partner(registry_session)
    change(registry_session, ids, (1, "active"), (2, "paused"), (3, "paused"))
    log = registry_session.scalars(select(PartnerStatusChange).order_by(PartnerStatusChange.id))
    assert [(row.status, row.since) for row in log] == [("active", START), ("paused", START + timedelta(hours=2))]


def test_each_site_has_its_own_log(registry_session: Session) -> None:
    first, second = make_partner(registry_session), make_partner(registry_session)
    change(registry_session, first, (1, "paused"))
    assert query_codes(registry_session, second[0]).inactive == {}


@pytest.mark.parametrize(
    ("own_refs", "shown"), [(("alice",), {"Alice"}), (("bob",), {"Bob"}), (None, {"Alice", "Bob"})]
)
def test_a_lookup_of_some_partners_has_their_spans(
    registry_session: Session, own_refs: tuple[str, ...] | None, shown: set[str]
) -> None:
    ids = make_partner(registry_session)
    bob, _ = create_partner(registry_session, ids[0], "Bob", "Bob", now=START)
    change(registry_session, ids, (1, "paused"))
    change(registry_session, (ids[0], bob.id), (1, "paused"))
    assert query_codes(registry_session, ids[0]).narrow(own_refs).inactive.keys() == shown
