"""Lines of an access log become events that are the same at every replay."""

import pytest

from tests.transfer.access_logs.log_lines import (
    AGENT,
    COMBINED,
    LOGS,
    REFERRER,
    TIME_MS,
    change_line,
    make_fields,
    make_maker,
    parse_line,
)
from transfer.access_logs import log_events
from transfer.access_logs.log_events import LogEvent


def test_an_event_says_what_the_line_says() -> None:
    (fields,) = make_fields([COMBINED.replace("x=1", "sub_id=s1")])
    assert fields | {"event_id": "", "visitor_id": ""} == {
        "type": "click",
        "event_id": "",
        "timestamp": TIME_MS,
        "visitor_id": "",
        "url": "https://shop.example/a?ref=alice&sub_id=s1",
        "ref": "alice",
        "sub_id": "s1",
        "referrer": REFERRER,
        "ip": "203.0.113.9",
        "user_agent": AGENT,
    }


@pytest.mark.parametrize(
    ("target", "kind", "ref"),
    [
        ("/a?x=1", "pageview", None),
        ("/a?ref=alice&x=1", "click", "alice"),
        ("/a?ref=al%69ce/", "click", "alice"),
        ("/a?fpr=alice", "click", "alice"),
        ("/a?utm_source=mail", "click", None),
        ("/a?gbraid=1", "click", None),
        ("/a?ref=", "pageview", None),
        ("/a?ref=" + "x" * 129, "pageview", None),
        ("/a?next=%2Fb%3Fref%3Dbob", "pageview", None),
        ("/a?ref=%D0%9F", "click", "\u041f"),
        (r"/a?ref=\xD0\x9F", "click", "\u041f"),
        ("/a?[=%5B", "pageview", None),
    ],
)
def test_what_the_tag_takes_for_a_click_is_one(target: str, kind: str, ref: str | None) -> None:
    (fields,) = make_fields([change_line(target=target)])
    assert (fields["type"], fields.get("ref")) == (kind, ref)


def test_the_same_log_gives_the_same_ids_and_equal_lines_stay_apart() -> None:
    lines = [COMBINED, change_line(target="/b"), COMBINED]
    first, second = make_fields(lines), make_fields(lines)
    assert first == second
    assert len({fields["event_id"] for fields in first}) == 3


def test_equal_lines_stay_apart_in_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_events, "_REMEMBERED_LINES", 2)
    lines = [change_line(target=f"/{number // 3}") for number in range(30)]
    assert len({fields["event_id"] for fields in make_fields(lines)}) == 30


def test_the_same_line_of_two_servers_is_two_visits_of_one_visitor() -> None:
    (first,), (second,), (again,) = (
        make_fields([COMBINED], make_maker(server=name)) for name in ("web1", "web2", "web1")
    )
    assert first["event_id"] != second["event_id"]
    assert first["visitor_id"] == second["visitor_id"]
    assert first == again


def test_one_address_with_one_agent_is_one_visitor() -> None:
    lines = [COMBINED, change_line(target="/b"), change_line(agent="curl/8"), change_line(address="203.0.113.10")]
    visitors = [fields["visitor_id"] for fields in make_fields(lines)]
    assert visitors[0] == visitors[1]
    assert len(set(visitors)) == 3


def test_nobody_without_the_secret_finds_an_address_by_trying_all() -> None:
    ours, theirs = (make_fields([COMBINED], make_maker(secret=secret))[0] for secret in (b"ours", b"a guess"))
    assert {ours["visitor_id"], ours["event_id"]} & {theirs["visitor_id"], theirs["event_id"]} == set()


def test_who_has_a_name_instead_of_an_address_is_a_visitor() -> None:
    lines = [change_line(address=f"host{number}.carrier.example") for number in (1, 2)]
    first, second = make_fields(lines)
    assert first["visitor_id"] != second["visitor_id"]
    assert "ip" not in first


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "ip"),
    [
        ("10.0.0.5", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "192.0.2.66, 198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("10.0.0.5", "<script>, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "-", "10.0.0.5"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("::ffff:203.0.113.9", "-", "203.0.113.9"),
        ("10.0.0.5", "198.51.100.1:5678", "198.51.100.1"),
        ("::1", "2001:db8::17", "::1"),
    ],
)
def test_the_address_is_the_last_that_no_trusted_proxy_has(peer: str, forwarded_for: str, ip: str) -> None:
    (fields,) = make_fields([change_line(address=peer) + f' "{forwarded_for}"'])
    assert fields["ip"] == ip


def test_of_a_log_that_has_only_x_forwarded_for_the_last_hop_is_the_peer() -> None:
    maker = make_maker()
    line = LOGS["forwarded"][0]
    made = maker.make_event(line, parse_line(line, "forwarded"))
    assert isinstance(made, LogEvent)
    assert made.fields["ip"] == "203.0.113.9"


def test_visitors_whom_a_proxy_calls_by_no_address_stay_apart() -> None:
    lines = [change_line(address="10.0.0.5") + f' "10.0.0.{number}, unknown, 10.0.0.7"' for number in (1, 2)]
    first, second = make_fields(lines)
    assert "ip" not in first
    assert first["visitor_id"] != second["visitor_id"]
