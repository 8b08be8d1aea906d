"""The public page of a program: anybody applies; what is answered says nothing about anybody."""

import re
from collections.abc import Iterator

import pytest
from redis import Redis
from sqlalchemy import delete
from starlette.applications import Starlette
from starlette.testclient import TestClient

from console.pages.application import MAX_APPLICATION_BYTES, TRAP
from console.pages.routes import console_routes
from console.pages.sign_in_attempts import FREE_ATTEMPTS
from database.sessions import Sessions, begin_change, begin_read
from earnings.storage import save_terms
from outbound.outbox import list_mails
from registry.application_forms import Question, QuestionKind, put_form
from registry.applications import list_applications
from registry.models import Application, OutgoingMail
from registry.partners import get_partner, update_partner
from registry.sites import get_program, get_site
from tests.console.conftest import ORIGIN, Shop
from tests.fixtures.event_rows import at

NOW = at("2026-03-15T12:00:00")
FILLED = {"name": "Ada", "email": "ada@b.example", "website": "", "answers.1": "A blog", "accepts_terms": "1"}
QUESTIONS = [
    Question("Where will you talk about us?", is_required=True),
    Question("Which?", QuestionKind.CHOICE, choices=("Blog", "Video")),
]
_FREE = FREE_ATTEMPTS["public act"]


@pytest.fixture(scope="module")
def path(registry_sessions: Sessions, shop: Shop) -> str:
    """Of the page of the site's program, which has terms."""
    with begin_change(registry_sessions) as session:
        program = get_program(session, shop.site_id)
        rules = {
            "rewards": [{"id": "sale", "event": "sale", "percent": "10"}],
            "overrides": {"partners": {"alice": [{"id": "own", "event": "sale", "percent": "33"}]}},
        }
        save_terms(session.connection(), shop.site_id, program.id, rules, "member:1", NOW)
        put_form(session, shop.site_id, program.id, is_open=True, questions=QUESTIONS)
        update_partner(session, shop.site_id, shop.alice_id, email="alice@b.example")
        return f"/apply/{get_site(session, shop.site_id).site_key}/{program.id}"


@pytest.fixture
def visitor(registry_sessions: Sessions, redis_url: str, path: str) -> Iterator[TestClient]:
    """Somebody without any session; nobody has applied yet."""
    with begin_change(registry_sessions) as session:
        session.execute(delete(Application))
        session.execute(delete(OutgoingMail))
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
        routes = console_routes(
            registry_sessions, redis, "http://edge.example", b"a secret", lambda: NOW, sends_mail=True
        )
        client = TestClient(Starlette(routes=routes), ORIGIN, headers={"Origin": ORIGIN}, follow_redirects=False)
        with client:
            yield client


def apply(visitor: TestClient, path: str, **given: str) -> tuple[int, str]:
    """Status and text or address of the answer to a form as the page has it."""
    shown = re.search(r'name="terms_hash" value="(\w+)"', visitor.get(path).text)
    fields = {**FILLED, **({"terms_hash": shown[1]} if shown else {}), **given}
    answer = visitor.post(path, data={name: value for name, value in fields.items() if value != "-"})
    return answer.status_code, answer.headers.get("location", answer.text)


def list_stored(sessions: Sessions, shop: Shop) -> list[Application]:
    with begin_read(sessions) as session:
        return list_applications(session, shop.site_id)


def test_the_page_says_what_is_offered_and_asks(visitor: TestClient, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert "10 % of" in answer.text or "10% of" in answer.text
    assert "Where will you talk about us?" in answer.text
    assert "set-cookie" not in answer.headers
    # What one partner has is nobody else's business.
    assert "33" not in re.sub(r"[0-9a-f]{64}", "", answer.text)


def test_an_application_is_stored_with_the_terms_that_were_shown(
    visitor: TestClient, path: str, registry_sessions: Sessions, shop: Shop
) -> None:
    assert apply(visitor, path) == (303, f"{path}?done=1")
    assert "Thank you" in visitor.get(f"{path}?done=1").text
    [stored] = list_stored(registry_sessions, shop)
    assert (stored.name, stored.created_by, stored.status) == ("Ada", "page", "open")
    assert stored.terms_version == 1
    assert re.fullmatch(r"[0-9a-f]{64}", stored.terms_hash)
    with begin_read(registry_sessions) as session:
        assert [(each.kind, each.address) for each in list_mails(session)] == [
            ("application_received", "ada@b.example")
        ]


def test_whoever_reads_polish_accepts_the_same_terms_in_polish(
    visitor: TestClient, path: str, registry_sessions: Sessions, shop: Shop
) -> None:
    visitor.headers["Accept-Language"] = "pl"
    page = visitor.get(path).text
    assert "<li>10% każdej sprzedaży, wypłacane 30 dni po sprzedaży.</li>" in page
    assert "Where will you talk about us?" in page
    assert "Podaj od 1 do 200 zwykłych znaków." in apply(visitor, path, name="")[1]
    assert "Zaakceptuj warunki, aby wysłać zgłoszenie." in apply(visitor, path, accepts_terms="-")[1]
    # What is kept of the terms is the same in every language.
    visitor.headers["Accept-Language"] = "en"
    english = re.search(r'name="terms_hash" value="(\w+)"', visitor.get(path).text)
    visitor.headers["Accept-Language"] = "pl"
    assert apply(visitor, path) == (303, f"{path}?done=1")
    assert "Dziękujemy" in visitor.get(f"{path}?done=1").text
    [stored] = list_stored(registry_sessions, shop)
    assert english is not None
    assert (stored.language, stored.terms_hash) == ("pl", english[1])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": ""}, "Give 1 to 200 printable characters."),
        ({"email": "ada"}, "Give an address like ada@example.com."),
        ({"answers.1": ""}, "Answer this question."),
        ({"answers.2": "Radio"}, "Choose one of the answers."),
        ({"accepts_terms": "-"}, "Accept the terms to apply."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    given: dict[str, str], said: str, visitor: TestClient, path: str, registry_sessions: Sessions, shop: Shop
) -> None:
    status, text = apply(visitor, path, **{"website": "https://kept.example", **given})
    assert (status, said in text, "https://kept.example" in text) == (400, True, True)
    assert list_stored(registry_sessions, shop) == []


def test_terms_that_changed_meanwhile_are_read_again(
    visitor: TestClient, path: str, registry_sessions: Sessions, shop: Shop
) -> None:
    status, text = apply(visitor, path, terms_hash="0" * 64)
    assert (status, "The terms have changed meanwhile" in text) == (409, True)
    assert list_stored(registry_sessions, shop) == []


@pytest.mark.parametrize("email", ["alice@b.example", "ada@b.example", "new@b.example"])
def test_the_answer_is_the_same_for_every_address(
    email: str, visitor: TestClient, path: str, registry_sessions: Sessions, shop: Shop
) -> None:
    apply(visitor, path)
    assert apply(visitor, path, email=email) == (303, f"{path}?done=1")
    assert len(list_stored(registry_sessions, shop)) == (1 if email == "ada@b.example" else 2)


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(
    visitor: TestClient, path: str, registry_sessions: Sessions, shop: Shop
) -> None:
    assert apply(visitor, path, **{TRAP: "12345"}) == (303, f"{path}?done=1")
    assert list_stored(registry_sessions, shop) == []


def test_a_network_applies_so_often_and_no_more(visitor: TestClient, path: str) -> None:
    statuses = [apply(visitor, path, email=f"a{at}@b.example")[0] for at in range(2 * _FREE)]
    assert statuses[:_FREE] == [303] * _FREE
    assert 429 in statuses


def test_another_sites_page_applies_for_nobody(visitor: TestClient, path: str) -> None:
    assert visitor.post(path, data=FILLED, headers={"Origin": "https://evil.example"}).status_code == 403


def test_a_form_has_its_bounds(visitor: TestClient, path: str) -> None:
    assert visitor.post(path, data={"name": "x" * (MAX_APPLICATION_BYTES + 1)}).status_code == 413


def test_what_is_switched_off_or_another_sites_is_not_found(
    visitor: TestClient, path: str, registry_sessions: Sessions, shop: Shop
) -> None:
    _, _, site_key, program_id = path.split("/")
    with begin_read(registry_sessions) as session:
        other_key = get_site(session, shop.other_site_id).site_key
    for wrong in (f"/apply/{other_key}/{program_id}", f"/apply/{site_key}/999", "/apply/pk_x/1"):
        assert visitor.get(wrong).status_code == 404
        assert visitor.post(wrong, data=FILLED).status_code == 404
    try:
        with begin_change(registry_sessions) as session:
            put_form(session, shop.site_id, int(program_id), is_open=False)
        assert visitor.get(path).status_code == 404
        assert visitor.post(path, data=FILLED).status_code == 404
    finally:
        with begin_change(registry_sessions) as session:
            put_form(session, shop.site_id, int(program_id), is_open=True)


def test_a_program_may_accept_everybody_but_whom_it_knows(
    visitor: TestClient, path: str, registry_sessions: Sessions, shop: Shop
) -> None:
    program_id = int(path.rpartition("/")[2])
    with begin_change(registry_sessions) as session:
        put_form(session, shop.site_id, program_id, accepts_all=True)
    try:
        apply(visitor, path, name="Carol", email="carol@b.example")
        apply(visitor, path, name="Alice", email="alice@b.example")
    finally:
        with begin_change(registry_sessions) as session:
            put_form(session, shop.site_id, program_id, accepts_all=False)
    known, accepted = list_stored(registry_sessions, shop)
    assert (known.status, accepted.status, accepted.decided_by) == ("open", "accepted", "automatic")
    assert accepted.partner_id is not None
    with begin_read(registry_sessions) as session:
        assert get_partner(session, shop.site_id, accepted.partner_id).own_code == "carol"
        assert {(each.kind, each.address) for each in list_mails(session)} == {
            ("application_accepted", "carol@b.example"),
            ("application_received", "alice@b.example"),
        }
