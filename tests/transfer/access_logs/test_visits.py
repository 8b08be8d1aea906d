"""One visit is one click, whatever is requested in it."""

import pytest

from tests.transfer.access_logs.log_lines import change_line, make_fields, make_maker
from transfer.access_logs import visits
from transfer.access_logs.visits import Visits

REF = "/landing?ref=alice&utm_source=mail"


def make_visit(*requests: tuple[int, str, int]) -> list[str]:
    """Lines of one visitor: seconds, method and target, status."""
    return [
        change_line(
            time=f"12/Nov/2026:{10 + second // 3600:02}:{second // 60 % 60:02}:{second % 60:02} +0000",
            request=f"{request} HTTP/1.1",
            status=str(status),
        )
        for second, request, status in requests
    ]


def list_kinds(lines: list[str]) -> list[tuple[object, object]]:
    return [(fields["type"], fields.get("ref")) for fields in make_fields(lines)]


@pytest.mark.parametrize(
    "requests",
    [
        [(0, f"GET {REF}", 301), (1, f"GET {REF}", 200)],
        [(0, f"GET {REF}", 302), (1, "GET /en/", 200)],
        [(0, f"GET {REF}", 302), (1, "GET /en", 301), (2, "GET /en/", 200)],
        [(0, f"HEAD {REF}", 200), (0, f"GET {REF}", 200), (9, "GET /app.css", 200)],
        [(0, f"GET {REF}", 200), (60, "GET /en?x=1", 304)],
    ],
)
def test_redirects_and_files_belong_to_one_click(requests: list[tuple[int, str, int]]) -> None:
    (fields,) = make_fields(make_visit(*requests))
    assert (fields["type"], fields["ref"]) == ("click", "alice")
    assert fields["url"] == f"https://shop.example{REF}"


def test_a_reload_is_a_page_view_and_the_link_followed_later_a_click() -> None:
    lines = make_visit((0, f"GET {REF}", 200), (600, f"GET {REF}", 200), (600 + 1801, f"GET {REF}", 200))
    assert list_kinds(lines) == [("click", "alice"), ("pageview", None), ("click", "alice")]


def test_another_link_is_another_click() -> None:
    lines = make_visit(
        (0, f"GET {REF}", 200), (5, "GET /?via=bob", 200), (9, "GET /?gclid=1", 200), (9, "GET /?q=1", 200)
    )
    assert list_kinds(lines) == [("click", "alice"), ("click", "bob"), ("click", None), ("pageview", None)]


def test_a_page_long_after_a_redirect_is_not_where_it_led_to() -> None:
    lines = make_visit((0, f"GET {REF}", 302), (31, "GET /en/", 200))
    assert list_kinds(lines) == [("pageview", None)]


def test_without_a_pause_each_request_is_a_click() -> None:
    lines = make_visit((0, f"GET {REF}", 200), (1, f"GET {REF}", 200))
    assert [fields["type"] for fields in make_fields(lines, make_maker(minutes=0))] == ["click", "click"]


def test_a_visit_begins_after_a_pause_or_with_a_click() -> None:
    seen = Visits(1_000)
    pages = [seen.see_page("v", at, "u", arrival) for at, arrival in ((0, ""), (900, ""), (950, "ref=a"), (5_000, ""))]
    assert [page.is_new_visit for page in pages] == [True, False, True, True]


def test_as_many_visitors_are_remembered_as_memory_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "MOST_VISITORS", 2)
    seen = Visits(1_000_000)
    order = ["a", "b", "a", "c", "a", "b"]
    assert [seen.see_page(each, 0, "u", "ref=x").is_click for each in order] == [True, True, False, True, False, True]
