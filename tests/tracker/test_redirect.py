"""`GET /r/{code}` records the click and sends the visitor to the link's own destination, nowhere else."""

import pytest

from tests.tracker.running import RunningEdge

PERSON = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"}
TARGET = "https://shop.example/products?colour=red&ref=alice&sub_id=mail+7#top"


def test_a_click_is_recorded_before_the_visitor_goes_on(edge: RunningEdge) -> None:
    answer = edge.client.get("/r/spring", headers={**PERSON, "Referer": "https://blog.example/post"})
    assert (answer.status_code, answer.headers["Location"]) == (302, TARGET)
    assert answer.headers["Cache-Control"] == "no-store"
    (click,) = edge.stored()
    assert (click.type, click.source, click.traffic) == ("click", "redirect", "human")
    assert (click.link, click.ref, click.sub_id, click.url) == ("spring", "alice", "mail 7", TARGET)
    assert click.referrer == "https://blog.example/post"
    assert answer.cookies["prm_visitor"] == click.visitor_id


def test_a_known_visitor_stays_the_same(edge: RunningEdge) -> None:
    known = "0190f3c2-7a3b-7cc1-9d2e-000000000001"
    answer = edge.client.get("/r/spring", headers={**PERSON, "Cookie": f"prm_visitor={known}"})
    assert answer.cookies["prm_visitor"] == known
    assert edge.stored()[0].visitor_id == known


@pytest.mark.parametrize("cookie", ["x", "a" * 65, "<script>alert(1)</script>"])
def test_a_forged_cookie_is_replaced(edge: RunningEdge, cookie: str) -> None:
    answer = edge.client.get("/r/spring", headers={**PERSON, "Cookie": f"prm_visitor={cookie}"})
    assert answer.cookies["prm_visitor"] != cookie


def test_a_cookie_is_secure_only_where_it_can_come_back(edge: RunningEdge) -> None:
    cookie = edge.client.get("/r/spring", headers=PERSON).headers["Set-Cookie"]
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


@pytest.mark.parametrize(
    ("method", "headers", "traffic"),
    [
        ("GET", PERSON, "human"),
        ("HEAD", PERSON, "bot"),
        ("GET", {"User-Agent": ""}, "bot"),
        ("GET", {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}, "bot"),
        ("GET", {"User-Agent": "curl/8.9.1"}, "bot"),
        ("GET", {"User-Agent": "Mozilla/5.0 (Linux; Android 13; CUBOT KINGKONG) Chrome/120.0 Mobile"}, "human"),
        ("GET", {"User-Agent": "Slackbot-LinkExpanding 1.0"}, "preview"),
        ("GET", {"User-Agent": "WhatsApp/2.24.7"}, "preview"),
        ("GET", {**PERSON, "Sec-Purpose": "prefetch;prerender"}, "prefetch"),
        ("GET", {**PERSON, "X-Moz": "prefetch"}, "prefetch"),
    ],
)
def test_machines_are_led_on_and_counted_apart(
    edge: RunningEdge, method: str, headers: dict[str, str], traffic: str
) -> None:
    answer = edge.client.request(method, "/r/spring", headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (302, TARGET)
    assert ("Set-Cookie" in answer.headers) == (traffic == "human")
    assert edge.stored()[0].traffic == traffic


@pytest.mark.parametrize(
    ("code", "status"), [("nobody", 404), ("gone", 410), ("%00", 404), ("https:%2F%2Frival.example", 404)]
)
def test_what_is_no_link_leads_nowhere(edge: RunningEdge, code: str, status: int) -> None:
    answer = edge.client.get(f"/r/{code}?url=https://rival.example", headers=PERSON)
    assert answer.status_code == status
    assert "Location" not in answer.headers
    assert edge.stored() == []


def test_the_callers_query_changes_no_destination(edge: RunningEdge) -> None:
    answer = edge.client.get("/r/bare?url=https://rival.example", headers=PERSON)
    assert answer.headers["Location"] == "https://shop.example/%C3%BCn%C3%AF"
