"""A short link does not remember a visitor who denied consent, by the headers of the request."""

from pathlib import Path

import pytest

from tests.tracker.endpoints.test_redirect import COOKIE, HANDED, PERSON
from tests.tracker.running import RunningEdge, make_settings, publish, run_edge

KNOWN = "0190f3c2-7a3b-7cc1-9d2e-000000000001"


@pytest.mark.parametrize(
    "headers", [{"Sec-GPC": "1"}, {"DNT": "1"}, {"Cookie": "prm_ref=ref=alice&consent=denied&; a=b"}]
)
def test_a_visitor_without_consent_gets_no_cookie_and_is_not_recognised(
    edge: RunningEdge, headers: dict[str, str]
) -> None:
    cookies = "; ".join(filter(None, (headers.get("Cookie"), f"{COOKIE}={KNOWN}")))
    answer = edge.client.get("/r/spring", headers={**PERSON, **headers, "Cookie": cookies})
    assert answer.status_code == 302
    assert "Set-Cookie" not in answer.headers
    (click,) = edge.stored()
    assert (click.consent, click.ref) == ("none", "alice")
    assert click.visitor_id not in ("", KNOWN)


def test_the_click_is_still_handed_over_to_the_landing_page(edge: RunningEdge) -> None:
    location = edge.client.get("/r/spring", headers={**PERSON, "Sec-GPC": "1"}).headers["Location"]
    (handed,) = HANDED.finditer(location)
    assert handed[1] == edge.stored()[0].visitor_id


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-GPC": "0"}, {"DNT": "null"}, {"Cookie": "prm_ref=consent=granted&", "DNT": "1"}]
)
def test_a_visitor_with_consent_or_without_a_choice_is_remembered(edge: RunningEdge, headers: dict[str, str]) -> None:
    answer = edge.client.get("/r/spring", headers={**PERSON, **headers})
    assert "Max-Age" in answer.headers["Set-Cookie"]
    assert edge.stored()[0].consent == "full"


def test_consent_for_a_session_lasts_until_the_browser_closes(edge: RunningEdge) -> None:
    answer = edge.client.get("/r/spring", headers={**PERSON, "Cookie": "prm_ref=consent=session&"})
    assert answer.cookies[COOKIE] == edge.stored()[0].visitor_id
    assert "Max-Age" not in answer.headers["Set-Cookie"]
    assert edge.stored()[0].consent == "session"


def test_signals_count_only_where_they_are_honoured(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path, PRM_PRIVACY_SIGNALS="0")) as edge:
        assert "Set-Cookie" in edge.client.get("/r/spring", headers={**PERSON, "Sec-GPC": "1"}).headers
        assert edge.stored()[0].consent == "full"
