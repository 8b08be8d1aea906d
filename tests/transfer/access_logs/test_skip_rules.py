"""What is no visit of a page is skipped with its reason, unless it is kept."""

from dataclasses import replace

import pytest

from settings.environment import parse_networks
from tests.transfer.access_logs.log_lines import AGENT, COMBINED, parse_line
from transfer.access_logs.skip_rules import KEEPABLE, SkipReason, SkipRules, find_skip_reason

RULES = SkipRules(("shop.example", "*.shop.example"))
VISIT = parse_line(COMBINED)
CLIENT = "203.0.113.9"


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"status": 0},
        {"target": "/product.php?id=1.png"},
        {"target": "/guide.pdf"},
        {"target": "/health"},
        {"target": "/api.html"},
        {"host": "www.shop.example"},
        {"host": "_"},
        {"destination": "document"},
        {"target": "/feed.json", "content_type": "text/html; charset=utf-8"},
        {"agent": "Googlebot/2.1"},
    ],
)
def test_a_page_that_was_opened_is_a_visit(changed: dict[str, object]) -> None:
    assert find_skip_reason(replace(VISIT, **changed), CLIENT, RULES) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"method": ""}, "no_request"),
        ({"method": "HEAD"}, "method"),
        ({"method": "POST"}, "method"),
        ({"method": "OPTIONS"}, "method"),
        ({"status": 301}, "redirect"),
        ({"status": 308}, "redirect"),
        ({"status": 304}, "not_modified"),
        ({"status": 404}, "error"),
        ({"status": 499}, "error"),
        ({"status": 500}, "error"),
        ({"status": -1}, "error"),
        ({"status": 101}, "no_content"),
        ({"status": 204}, "no_content"),
        ({"status": 206}, "no_content"),
        ({"target": "/static/app.css?v=2"}, "asset"),
        ({"target": "/sw.JS"}, "asset"),
        ({"target": "/favicon.ico"}, "asset"),
        ({"target": "/fonts/x.woff2"}, "asset"),
        ({"target": "/api/cart.json"}, "asset"),
        ({"target": "/manifest.webmanifest"}, "asset"),
        ({"target": "/robots.txt"}, "asset"),
        ({"target": "/.well-known/security"}, "asset"),
        ({"destination": "iframe"}, "asset"),
        ({"destination": "empty"}, "asset"),
        ({"content_type": "application/json"}, "asset"),
        ({"purpose": "prefetch;prerender"}, "prefetch"),
        ({"target": "/healthz"}, "monitoring"),
        ({"target": "/nginx_status"}, "monitoring"),
        ({"target": "/health", "agent": "curl/8.5"}, "monitoring"),
        ({"agent": "ELB-HealthChecker/2.0"}, "monitoring"),
        ({"agent": "kube-probe/1.31"}, "monitoring"),
        ({"agent": "Mozilla/5.0+(compatible; UptimeRobot/2.0)"}, "monitoring"),
        ({"host": "other.example"}, "other_host"),
        ({"host": "notshop.example"}, "other_host"),
    ],
)
def test_what_is_no_visit_has_its_reason_and_may_be_kept(changed: dict[str, object], reason: str) -> None:
    request = replace(VISIT, **changed)  # type: ignore[arg-type]
    assert find_skip_reason(request, CLIENT, RULES) == reason
    if reason in KEEPABLE:
        assert find_skip_reason(request, CLIENT, replace(RULES, kept=frozenset([SkipReason(reason)]))) is None


@pytest.mark.parametrize(
    "excluded",
    [
        {"agents": ("FIREFOX/140",)},
        {"paths": ("/b", "/a")},
        {"networks": parse_networks("203.0.113.0/24")},
    ],
)
def test_the_operator_excludes_more(excluded: dict[str, object]) -> None:
    rules = replace(RULES, kept=frozenset(KEEPABLE), **excluded)  # type: ignore[arg-type]
    assert find_skip_reason(VISIT, CLIENT, rules) == "excluded"
    other = replace(VISIT, agent=AGENT.replace("140", "141"), target="/c")
    assert find_skip_reason(other, "a.carrier.example", rules) is None
