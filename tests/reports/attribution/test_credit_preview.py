"""A credit preview says whether a ref earns and by which rules, and never which partner it belongs to."""

from collections.abc import Iterator

import orjson
import pytest
from redis import Redis

from database.sessions import Sessions, begin_change
from events.keys import CREDIT_PREVIEW, CREDIT_REQUESTS
from events.test_outcome import CreditPreview, CreditRequest, encode_outcome
from registry.partners import create_code, create_partner
from registry.sites import create_program, create_site
from reports.attribution.credit_preview import MAX_AT_ONCE, answer_requests, query_credit_preview

EVENT_ID = "00000000-0000-7000-8000-000000000001"


@pytest.fixture
def site_id(registry_sessions: Sessions) -> int:
    """A site with a partner of the default program and one of a program of its own."""
    with begin_change(registry_sessions) as session:
        site = create_site(session, "Shop", ["shop.example"])
        alice, _ = create_partner(session, site.id, "Alice", "Alice & Co.")
        create_code(session, site.id, alice.id, "alias")
        friends = create_program(session, site.id, "Friends", model="markov", window_days=7)
        create_partner(session, site.id, "bob", "Bob", program_id=friends.id)
        return site.id


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as client:
        yield client


@pytest.mark.parametrize(
    ("ref", "credit"),
    [
        ("alice", CreditPreview(True, "last_click", 30)),
        ("ALIAS", CreditPreview(True, "last_click", 30)),
        # Markov says nothing of a single sale; such a program pays by the last click.
        ("bob", CreditPreview(True, "last_click", 7)),
        ("carol", CreditPreview(is_known=False)),
    ],
)
def test_a_ref_earns_by_the_rules_of_its_partners_program(
    registry_sessions: Sessions, site_id: int, ref: str, credit: CreditPreview
) -> None:
    assert query_credit_preview(registry_sessions, CreditRequest(site_id, EVENT_ID, ref)) == credit


def test_a_ref_of_another_site_is_unknown(registry_sessions: Sessions, site_id: int) -> None:
    preview = query_credit_preview(registry_sessions, CreditRequest(site_id + 1, EVENT_ID, "alice"))
    assert preview == CreditPreview(is_known=False)


def test_requests_are_answered_round_by_round(registry_sessions: Sessions, site_id: int, redis: Redis) -> None:
    answer_requests(registry_sessions, redis)
    questions = [CreditRequest(site_id, f"{EVENT_ID[:-2]}{number:02}", "alice") for number in range(MAX_AT_ONCE + 1)]
    redis.rpush(CREDIT_REQUESTS, *map(encode_outcome, questions))
    answer_requests(registry_sessions, redis)
    assert redis.llen(CREDIT_REQUESTS) == 1
    preview = redis.get(CREDIT_PREVIEW % (site_id, questions[0].event_id))
    assert isinstance(preview, bytes)
    assert orjson.loads(preview) == {"is_known": True, "model": "last_click", "window_days": 30}
