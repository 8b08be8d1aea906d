"""`GET /r/{code}` records the click and sends the visitor to the link's own destination, nowhere else."""

import re

import pytest

from events.link_parameters import CLICK_IDS
from tests.tracker.running import RunningEdge

PERSON = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"}
PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
TARGET = "https://shop.example/products?colour=red&ref=alice&sub_id=mail+7#top"
HANDED = re.compile(r"&prm_visitor=([0-9a-f-]{36})\.(\d{13})(?=#top$)")
COOKIE = "prm_visitor_1"


def test_a_click_is_recorded_before_the_visitor_goes_on(edge: RunningEdge) -> None:
    answer = edge.client.get("/r/spring", headers={**PERSON, "Referer": "https://blog.example/post"})
    assert answer.status_code == 302
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    (click,) = edge.stored()
    assert (click.type, click.source, click.traffic) == ("click", "redirect", "human")
    assert (click.link, click.ref, click.sub_id, click.url) == ("spring", "alice", "mail 7", TARGET)
    assert click.referrer == "https://blog.example/post"
    assert answer.cookies[COOKIE] == click.visitor_id


def test_the_click_is_handed_over_to_the_landing_page(edge: RunningEdge) -> None:
    location = edge.client.get("/r/spring", headers=PERSON).headers["Location"]
    (handed,) = HANDED.finditer(location)
    (click,) = edge.stored()
    assert (handed[1], int(handed[2])) == (click.visitor_id, click.received_ms)
    assert HANDED.sub("", location) == TARGET


def test_it_is_handed_over_too_where_the_scheme_is_in_capitals(edge: RunningEdge) -> None:
    location = edge.client.get("/r/capitals?prm_test=token", headers=PERSON).headers["Location"]
    (click,) = edge.stored()
    handed = f"prm_visitor={click.visitor_id}.{click.received_ms}"
    assert location == f"https://Shop.example/?ref=alice&prm_test=token&{handed}"


def test_a_known_visitor_stays_the_same(edge: RunningEdge) -> None:
    known = "0190f3c2-7a3b-7cc1-9d2e-000000000001"
    answer = edge.client.get("/r/spring", headers={**PERSON, "Cookie": f"a=b; {COOKIE}={known}"})
    assert answer.cookies[COOKIE] == known
    assert edge.stored()[0].visitor_id == known


def test_a_visitor_of_one_site_is_unknown_to_another_on_the_same_tracker(edge: RunningEdge) -> None:
    known = edge.client.get("/r/spring", headers=PERSON).cookies[COOKIE]
    answer = edge.client.get("/r/rivals", headers=PERSON)
    assert f"{COOKIE}={known}" in answer.request.headers["Cookie"]
    assert answer.cookies["prm_visitor_2"] != known


@pytest.mark.parametrize("cookie", ["x", "a" * 36, "a" * 65, "<script>alert(1)</script>"])
def test_a_forged_cookie_is_replaced(edge: RunningEdge, cookie: str) -> None:
    answer = edge.client.get("/r/spring", headers={**PERSON, "Cookie": f"{COOKIE}={cookie}"})
    assert answer.cookies[COOKIE] != cookie


def test_on_the_trackers_own_host_the_cookie_is_of_that_host_alone(edge: RunningEdge) -> None:
    cookie = edge.client.get("/r/spring", headers=PERSON).headers["Set-Cookie"]
    assert cookie.endswith("; Path=/; Max-Age=31536000; SameSite=Lax")
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    ("method", "headers", "traffic"),
    [
        ("GET", PERSON, "human"),
        ("HEAD", PERSON, "bot"),
        ("GET", {"User-Agent": ""}, "bot"),
        ("GET", {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}, "bot"),
        ("GET", {"User-Agent": "curl/8.9.1"}, "bot"),
        ("GET", {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0.0.0 Safari/537.36"}, "human"),
        ("GET", {"User-Agent": "Mozilla/5.0 (Linux; Android 13; CUBOT KINGKONG) Chrome/120.0 Mobile"}, "human"),
        ("GET", {"User-Agent": "Slackbot-LinkExpanding 1.0"}, "preview"),
        ("GET", {"User-Agent": "WhatsApp/2.24.7"}, "preview"),
        ("GET", {**PERSON, "Sec-Purpose": "prefetch;prerender"}, "prefetch"),
        ("GET", {**PERSON, "X-Moz": "prefetch"}, "prefetch"),
        ("GET", {**PERSON, "Sec-Fetch-Dest": "image"}, "prefetch"),
        ("GET", {**PERSON, "Sec-Fetch-Dest": "script"}, "prefetch"),
        ("GET", {**PERSON, "Sec-Fetch-Dest": "iframe"}, "prefetch"),
        ("GET", {**PERSON, "Sec-Fetch-Dest": "empty"}, "prefetch"),
        ("GET", {**PERSON, "Sec-Fetch-Dest": "document"}, "human"),
        ("GET", {"User-Agent": "WhatsApp/2.24.7", "Sec-Fetch-Dest": "image"}, "prefetch"),
        ("GET", {**PERSON, "Sec-Fetch-Mode": "no-cors"}, "prefetch"),
        ("GET", {**PERSON, "Sec-Fetch-Mode": "cors", "Accept": "*/*"}, "prefetch"),
        ("GET", {**PERSON, "Sec-Fetch-Mode": "navigate", "Accept": PAGE}, "human"),
        ("GET", {**PERSON, "Accept": PAGE}, "human"),
        ("GET", {**PERSON, "Accept": "application/xhtml+xml"}, "human"),
        ("GET", {**PERSON, "Accept": "*/*"}, "human"),
        ("GET", {**PERSON, "Accept": "image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"}, "prefetch"),
        ("GET", {**PERSON, "Accept": "image/avif,*/*"}, "prefetch"),
        ("GET", {**PERSON, "Accept": "text/css,*/*;q=0.1"}, "prefetch"),
        ("GET", {**PERSON, "Accept": "application/javascript, */*;q=0.8"}, "prefetch"),
        ("GET", {**PERSON, "Accept": "video/webm,audio/*;q=0.9"}, "prefetch"),
        ("GET", {**PERSON, "Accept": "application/json, text/plain, */*"}, "prefetch"),
    ],
)
def test_machines_are_led_on_and_counted_apart(
    edge: RunningEdge, method: str, headers: dict[str, str], traffic: str
) -> None:
    answer = edge.client.request(method, "/r/spring", headers=headers)
    assert answer.status_code == 302
    assert edge.stored()[0].traffic == traffic
    if traffic != "human":
        assert answer.headers["Location"] == TARGET
        assert "Set-Cookie" not in answer.headers


def test_an_expired_link_links_to_the_site_and_counts_nothing(edge: RunningEdge) -> None:
    answer = edge.client.get("/r/gone", headers=PERSON)
    assert answer.status_code == 410
    assert 'href="https://shop.example/"' in answer.text
    assert edge.stored() == []


@pytest.mark.parametrize(
    "code",
    [
        "nobody",
        "SPRING",
        "spring%20",
        "%00",
        "%0d%0aLocation:%20https:%2F%2Frival.example",
        "https:%2F%2Frival.example",
        "%2F%2Frival.example",
        "..%2F..%2Fetc%2Fpasswd",
        "x" * 5000,
        "spring.gif",
        ".png",
    ],
)
def test_a_hostile_code_leads_nowhere(edge: RunningEdge, code: str) -> None:
    answer = edge.client.get(f"/r/{code}?url=https://rival.example", headers=PERSON)
    assert answer.status_code == 404
    assert "Location" not in answer.headers
    assert edge.stored() == []


NOT_OURS = [
    "stray", "script", "userinfo", "backslash", "rivalapp", "underapp", "bare-booking", "appinfo", "appslash",
    "appscheme",
]  # fmt: skip


@pytest.mark.parametrize("code", NOT_OURS)
def test_a_link_whose_destination_is_not_the_sites_leads_nowhere(edge: RunningEdge, code: str) -> None:
    answer = edge.client.get(f"/r/{code}", headers=PERSON)
    assert answer.status_code == 404
    assert edge.stored() == []


@pytest.mark.parametrize(
    ("code", "location"),
    [
        ("app", "https://apps.example/shop?lang=de&ref=alice&sub_id=mail+7&utm_source=x#top"),
        ("booking", "https://a.b.booking.example/?ref=alice&utm_source=x"),
        ("books", "https://xn--bcher-kva.example/?ref=alice&utm_source=x"),
    ],
)
def test_a_link_to_a_link_host_is_recorded_and_hands_over_neither_the_visitor_nor_the_test_panel(
    edge: RunningEdge, code: str, location: str
) -> None:
    answer = edge.client.get(f"/r/{code}?utm_source=x&prm_test=token&url=https://rival.example", headers=PERSON)
    assert (answer.status_code, answer.headers["Location"]) == (302, location)
    (click,) = edge.stored()
    assert (click.link, click.ref, click.url, click.traffic) == (code, "alice", location, "human")
    # Who comes back to the site by another link is the same visitor.
    assert answer.cookies[COOKIE] == click.visitor_id


def test_a_page_of_a_link_host_sends_no_beacons_for_the_site(edge: RunningEdge) -> None:
    beacon = b'{"site":"pk_shop","type":"click"}'
    rejected = edge.post(beacon, origin="https://apps.example")
    assert (rejected.status_code, rejected.headers["X-PRM-Rejected"]) == (403, "foreign_origin")


@pytest.mark.parametrize(
    "query",
    [
        "url=https://rival.example",
        "ref=mallory&to=//rival.example&next=https://rival.example",
        "prm_visitor=0190f3c2-7a3b-7cc1-9d2e-000000000001.1750000000000",
        "%0d%0aSet-Cookie:%20a=b",
        "utm_source=a%0d%0aSet-Cookie:%20a=b",
        "utm_source=" + "x" * 600,
        "&".join(f"utm_{n}=x" for n in range(21)),
        "utm_source=x&" + "y" * 4096,
    ],
)
def test_a_hostile_query_changes_nothing(edge: RunningEdge, query: str) -> None:
    answer = edge.client.get(f"/r/spring?{query}", headers=PERSON)
    assert HANDED.sub("", answer.headers["Location"]) == TARGET
    assert "a=b" not in answer.headers["Set-Cookie"]
    assert edge.stored()[0].ref == "alice"


def test_campaigns_click_ids_and_sub_ids_go_on_to_the_page(edge: RunningEdge) -> None:
    query = "utm_source=news&gclid=Ab-1&subid2=x&sub_id=other&colour=blue&ref=mallory&utm_term=caf%C3%A9+au+lait"
    edge.client.get(f"/r/spring?{query}", headers=PERSON)
    head, tail = TARGET.split("#")
    (click,) = edge.stored()
    assert click.url == f"{head}&utm_source=news&gclid=Ab-1&subid2=x&utm_term=caf%C3%A9+au+lait#{tail}"
    assert click.sub_id == "mail 7"


@pytest.mark.parametrize("names", [CLICK_IDS[::2], CLICK_IDS[1::2]])
def test_every_click_id_goes_on_to_the_page(edge: RunningEdge, names: tuple[str, ...]) -> None:
    ids = "&".join(f"{name}=x-{number}" for number, name in enumerate(names))
    edge.client.get(f"/r/spring?{ids}", headers=PERSON)
    assert ids in edge.stored()[0].url


def test_what_the_destination_says_itself_stays(edge: RunningEdge) -> None:
    edge.client.get("/r/tagged?utm_source=theirs&utm_medium=mail", headers=PERSON)
    assert edge.stored()[0].url == "https://shop.example/?utm_source=ours&utm_medium=mail"


@pytest.mark.parametrize(
    ("query", "sub_id"),
    [
        ("sub_id=story-3", "story-3"),
        ("sub_id=" + "x" * 129, "x" * 128),
        ("sub_id=story%0D%0A", "story"),
        ("sub_id=sto%0Dry", "story"),
        ("sub_id=a&sub_id=b", "b"),
        ("sub_id=%B4%BA", "\ufffd\ufffd"),
    ],
)
def test_a_link_without_a_sub_id_takes_that_of_the_request(edge: RunningEdge, query: str, sub_id: str) -> None:
    edge.client.get(f"/r/bare?{query}", headers=PERSON)
    assert [click.sub_id for click in edge.stored()] == [sub_id]


@pytest.mark.parametrize(
    ("query", "forwarded"),
    [
        ("utm_term=a%20b&utm_term=c+d&gclid=1&utm_term=", "utm_term=a%20b&utm_term=c+d&gclid=1&utm_term="),
        ("utm_source=%B4%BA&utm_medium=%7E~", "utm_source=%B4%BA&utm_medium=%7E~"),
        ("gclid&utm_source=x=y", "gclid&utm_source=x=y"),
        ("ref=bob&utm_source=x&prm_visitor=1&url=//y.example", "utm_source=x"),
        ("utm_id=2&utm_campaign=1", "utm_id=2&utm_campaign=1"),
        ("%75tm_source=x", "%75tm_source=x"),
    ],
)
def test_what_goes_on_stays_as_it_was_written(edge: RunningEdge, query: str, forwarded: str) -> None:
    edge.client.get(f"/r/bare?{query}", headers=PERSON)
    assert edge.stored()[0].url == f"https://shop.example/%C3%BCn%C3%AF?{forwarded}"


def test_the_destinations_own_query_stays_as_it_was_written(edge: RunningEdge) -> None:
    edge.client.get("/r/flags?utm_source=x", headers=PERSON)
    assert edge.stored()[0].url == "https://shop.example/?a&b=c%20d&a=%B4%BA&&e=f+g&utm_source=x"


@pytest.mark.parametrize("path", ["/r/spring/", "/r/spring//", "/r/spring/?utm_source=x", "/r/cat.png/"])
def test_a_slash_at_the_end_is_no_part_of_the_code(edge: RunningEdge, path: str) -> None:
    answer = edge.client.get(path, headers=PERSON)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("https://shop.example/products?")


def test_a_destination_beyond_ascii_is_written_as_browsers_send_it(edge: RunningEdge) -> None:
    answer = edge.client.get("/r/bare", headers={"User-Agent": "curl/8"})
    assert answer.headers["Location"] == "https://shop.example/%C3%BCn%C3%AF"
    answer = edge.client.get("/r/umlaut", headers={"User-Agent": "curl/8"})
    assert answer.headers["Location"] == "https://xn--mnchen-3ya.example:8443/"
    answer = edge.client.get("/r/sharp", headers={"User-Agent": "curl/8"})
    assert answer.headers["Location"] == "https://xn--strae-oqa.example/a?b"
    answer = edge.client.get("/r/six", headers={"User-Agent": "curl/8"})
    assert answer.headers["Location"] == "http://[::1]:8000/"


def test_a_try_out_is_counted_as_one(edge: RunningEdge) -> None:
    edge.client.get("/r/spring?prm_test=1", headers=PERSON)
    assert edge.stored()[0].traffic == "test"
