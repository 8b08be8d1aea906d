"""nginx and Caddy as the recipes say: first-party cookie, the client's own address, no spoofing."""

import json
import re

import pytest

from tests.integrate.conftest import SITE_KEY, Behind
from tests.integrate.proxies import CLIENT_ADDRESS, DOCS
from tests.tracker.endpoints.test_redirect_qr import draw
from tests.tracker.running import wait_until

VISITOR = "0190f3c2-7a3b-4cc1-ad2e-000000000001"
COOKIE = f"prm_visitor={VISITOR}; Domain=shop.example; Path=/; Max-Age=31536000; SameSite=Lax; Secure"
BEACON = json.dumps({"site": SITE_KEY, "type": "pageview", "visitor_id": VISITOR}).encode()
PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
WAYS = pytest.mark.parametrize(("host", "prefix"), [("shop.example", "/t"), ("t.shop.example", "")])


def wait_for_site(behind: Behind) -> None:
    """Until the tracker knows the link."""
    wait_until(lambda: behind.edge.client.get("/r/spring.png").status_code == 200)


@WAYS
def test_a_beacon_is_answered_with_the_cookie_and_has_the_clients_address(
    behind: Behind, host: str, prefix: str
) -> None:
    wait_for_site(behind)
    spoofed = {"X_Forwarded_For": "6.6.6.6", "X_Real_IP": "6.6.6.6", "Forwarded": "for=6.6.6.6"}
    for path in ("/e", "/m"):
        answer = behind.proxy.ask("POST", host, prefix + path, BEACON, Origin="https://shop.example", **spoofed)
        assert (answer.status_code, answer.headers["Set-Cookie"]) == (202, COOKIE)
    assert [event.ip for event in behind.edge.stored()] == [CLIENT_ADDRESS] * 2


@WAYS
def test_a_client_cannot_choose_the_scheme_or_the_host(behind: Behind, host: str, prefix: str) -> None:
    wait_for_site(behind)
    forwarded = {"X_Forwarded_Proto": "http", "X_Forwarded_Host": "rival.example"}
    answer = behind.proxy.ask("POST", host, f"{prefix}/e", BEACON, Origin="https://shop.example", **forwarded)
    assert answer.headers["Set-Cookie"] == COOKIE


@WAYS
def test_a_short_link_counts_the_click_and_leads_on(behind: Behind, host: str, prefix: str) -> None:
    wait_for_site(behind)
    answer = behind.proxy.ask("GET", host, f"{prefix}/r/spring", User_Agent=PERSON, X_Forwarded_For="6.6.6.6")
    (click,) = behind.edge.stored()
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(behind.proxy.url("shop.example", "/?ref=alice&prm_visitor="))
    assert answer.headers["Set-Cookie"] == COOKIE.replace(VISITOR, click.visitor_id)
    assert (click.ref, click.ip) == ("alice", CLIENT_ADDRESS)


@WAYS
def test_the_script_is_there_and_a_picture_shows_the_public_address(behind: Behind, host: str, prefix: str) -> None:
    wait_for_site(behind)
    assert b'.endpoint||"m"' in behind.proxy.ask("GET", host, f"{prefix}/m.js").content
    assert b'.endpoint||"e"' in behind.proxy.ask("GET", host, f"{prefix}/prm.js").content
    there = behind.proxy.ask("GET", host, f"{prefix}/r/spring.svg").content
    address = behind.proxy.url(host, f"{prefix}/r/spring")
    assert there == draw(address, "svg")


@WAYS
def test_metrics_and_health_are_not_public(behind: Behind, host: str, prefix: str) -> None:
    wait_for_site(behind)
    for path in ("/metrics", "/health/ready", "/health/live"):
        assert behind.edge.client.get(path).status_code == 200
        assert behind.proxy.ask("GET", host, prefix + path).status_code == 404


@pytest.mark.parametrize("page", sorted(page.name for page in DOCS.glob("*.md")))
def test_links_between_the_recipes_lead_somewhere(page: str) -> None:
    for name, anchor in re.findall(r"\]\(([\w-]+\.md)(?:#([\w-]+))?\)", (DOCS / page).read_text(encoding="utf-8")):
        headings = re.findall(r"^#+ (.+)$", (DOCS / name).read_text(encoding="utf-8"), re.MULTILINE)
        assert not anchor or anchor in {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings}
