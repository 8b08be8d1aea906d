"""`?prm_test=1` follows its event through a whole installation: stored, and who would be credited."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext

from tests.fixtures.client_site import ClientSite
from tests.fixtures.running import RunningPrm, run_prm
from tests.snippet.test_panel import wait_for_panel
from tests.snippet.visitor import Tag

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPrm]:
    """An installation under a neutral path too, whose site has the one partner Alice with the code ``alice``."""
    neutral = {"PRM_SCRIPT_PATH": "/assets/m.js", "PRM_BEACON_PATH": "/m"}
    with run_prm(tmp_path_factory.mktemp("panel") / "data", environ=neutral) as started:
        yield started


@pytest.fixture(scope="module")
def created(running: RunningPrm) -> dict[str, str]:
    """The site and its keys."""
    site = running.create_site()
    running.prm("partner", "create", "--site", str(site["site_id"]), "--code", "alice", "--name", "Alice Smith")
    running.send(site["secret_key"], [{"type": "pageview", "visitor_id": "v"}])
    return site


@pytest.fixture(scope="module")
def shop() -> Iterator[ClientSite]:
    """The client's website."""
    website = ClientSite()
    with website.running():
        yield website


@pytest.fixture(scope="module")
def signed_test(running: RunningPrm, created: dict[str, str]) -> str:
    """Of a signed link."""
    link = json.loads(running.prm("site", "test-link", str(created["site_id"]), "--ref", "alice", "--json"))["url"]
    assert link.startswith("https://shop.example/?ref=alice&prm_test=1.")
    return str(link.rpartition("=")[2])


def follow(context: BrowserContext, shop: ClientSite, tag: Tag, ref: str, test: str) -> tuple[str, list[str]]:
    """Where the panel stopped, and its lines."""
    shop.put("/", tag.html())
    page = context.new_page()
    page.goto(shop.url(f"/?ref={ref}&prm_test={test}"))
    stopped_at, _ = wait_for_panel(page)
    return stopped_at, page.locator("prm-test li").all_inner_texts()


@pytest.mark.parametrize("script", ["/prm.js", "/assets/m.js"])
def test_a_complete_path_shows_what_would_count_and_is_in_no_report(
    context: BrowserContext,
    shop: ClientSite,
    running: RunningPrm,
    created: dict[str, str],
    signed_test: str,
    script: str,
) -> None:
    tag = Tag(running.tracker_url + script, created["site_key"])
    stopped_at, lines = follow(context, shop, tag, "alice", signed_test)
    assert stopped_at == "", lines
    assert len(lines) == 9
    assert "channel partner, ref alice" in lines[-2]
    assert "alice is a partner's code: it earns on sales within 30 days of a click, by last click" in lines[-1]
    assert "Smith" not in "".join(lines)
    today = datetime.now(UTC).date()
    period = {"from": str(today - timedelta(days=1)), "to": str(today + timedelta(days=2))}
    stats = running.ask("/api/v1/partners/stats", created["secret_key"], **period)
    assert [row["clicks"] for row in stats["rows"]] == [0], stats


def test_a_code_without_a_partner_is_named(
    context: BrowserContext, shop: ClientSite, running: RunningPrm, created: dict[str, str], signed_test: str
) -> None:
    tag = Tag(f"{running.tracker_url}/prm.js", created["site_key"])
    stopped_at, lines = follow(context, shop, tag, "carol", signed_test)
    assert stopped_at == "attribution", lines
    assert "no partner of this site has the code carol" in lines[-1]


def test_the_code_of_a_trial_by_the_console_is_no_mistake(
    context: BrowserContext, shop: ClientSite, running: RunningPrm, created: dict[str, str], signed_test: str
) -> None:
    tag = Tag(f"{running.tracker_url}/prm.js", created["site_key"])
    stopped_at, lines = follow(context, shop, tag, "test-2k5vqj", signed_test)
    assert stopped_at == "", lines
    assert "the console's own code test-2k5vqj is no partner's" in lines[-1]


def test_without_a_signed_link_the_panel_does_not_say_whether_a_code_is_a_partners(
    context: BrowserContext, shop: ClientSite, running: RunningPrm, created: dict[str, str]
) -> None:
    tag = Tag(f"{running.tracker_url}/prm.js", created["site_key"])
    shown = [follow(context, shop, tag, ref, "1") for ref in ("alice", "carol")]
    assert [stopped_at for stopped_at, _ in shown] == ["", ""]
    assert ["is shown after a test link" in lines[-1] for _, lines in shown] == [True, True]
