"""A partner has a sign-in link mailed: the answer is the same for every address, and a network asks only so often."""

from collections.abc import Iterator

import pytest
from redis import Redis
from starlette.applications import Starlette
from starlette.testclient import TestClient

from console.pages.routes import console_routes
from console.pages.sign_in_attempts import FREE_ATTEMPTS
from database.sessions import Sessions, begin_change, begin_read
from outbound.outbox import list_mails
from registry.partners import update_partner
from tests.console.conftest import ORIGIN, Shop

PATH = "/partner/sign-in/mail"
_FREE = FREE_ATTEMPTS["public act"]


@pytest.fixture
def mailing(registry_sessions: Sessions, redis_url: str, shop: Shop) -> Iterator[TestClient]:
    """A browser at a console that sends mail."""
    with begin_change(registry_sessions) as session:
        update_partner(session, shop.site_id, shop.alice_id, email="alice@b.example")
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
        routes = console_routes(registry_sessions, redis, "http://edge.example", b"a secret", sends_mail=True)
        with TestClient(Starlette(routes=routes), ORIGIN, headers={"Origin": ORIGIN}) as client:
            yield client


def test_everybody_gets_the_same_answer(mailing: TestClient, registry_sessions: Sessions) -> None:
    answers = [mailing.post(PATH, data={"email": each}) for each in ("alice@b.example", "nobody@b.example")]
    assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}
    assert "If a partner has this address" in answers[0].text
    with begin_read(registry_sessions) as session:
        assert {each.address for each in list_mails(session)} == {"alice@b.example", "nobody@b.example"}


def test_a_link_is_mailed_in_the_language_of_the_page_where_it_was_asked_for(
    mailing: TestClient, registry_sessions: Sessions
) -> None:
    answer = mailing.post(PATH, data={"email": "polka@b.example"}, headers={"Accept-Language": "pl"})
    assert "Jeśli ten adres należy do partnera" in answer.text
    with begin_read(registry_sessions) as session:
        assert [each.language for each in list_mails(session) if each.address == "polka@b.example"] == ["pl"]


def test_what_is_no_address_is_said(mailing: TestClient) -> None:
    answer = mailing.post(PATH, data={"email": "alice"})
    assert (answer.status_code, "give an address like" in answer.text) == (400, True)


def test_a_network_asks_so_often_and_no_more(mailing: TestClient) -> None:
    # Each pause is twice as long as the one before: whatever time an answer takes, some ask too early.
    statuses = [mailing.post(PATH, data={"email": "a@b.example"}).status_code for _ in range(2 * _FREE)]
    assert statuses[:_FREE] == [200] * _FREE
    assert 429 in statuses


def test_another_sites_page_asks_for_nothing(mailing: TestClient) -> None:
    assert (
        mailing.post(PATH, data={"email": "a@b.example"}, headers={"Origin": "https://evil.example"}).status_code == 403
    )


def test_the_page_offers_it_only_where_mail_is_sent(mailing: TestClient, client: TestClient) -> None:
    assert "Mail me a sign-in link" in mailing.get("/partner/sign-in").text
    assert "Mail me a sign-in link" not in client.get("/partner/sign-in").text
    assert client.post(PATH, data={"email": "a@b.example"}).status_code == 404


def test_a_link_that_was_opened_before_says_what_to_do(mailing: TestClient) -> None:
    answer = mailing.post("/partner/sign-in", data={"token": "pl_wrong"})
    assert (answer.status_code, "Have a new one mailed to you below." in answer.text) == (401, True)
