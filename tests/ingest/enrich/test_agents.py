"""Browser, system and device are found in a user agent, and bots are distinguished from people."""

import pytest

from ingest.enrich.agents import make_agent_parser
from tests.ingest.builders import FIREFOX

ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1"
CUBOT = "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"

parse_agent = make_agent_parser(b"secret")


@pytest.mark.parametrize(
    ("text", "browser", "system", "device"),
    [
        (FIREFOX, "Firefox", "Linux", "desktop"),
        (CHROME, "Chrome", "Windows", "desktop"),
        (CHROME.replace("Chrome", "HeadlessChrome"), "HeadlessChrome", "Windows", "desktop"),
        (f"{ANDROID} Mobile Safari/537.36", "Chrome Mobile", "Android", "mobile"),
        (f"{ANDROID} Safari/537.36", "Chrome", "Android", "tablet"),
        (f"{CUBOT} Mobile Safari/537.36", "Chrome Mobile", "Android", "mobile"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {SAFARI}", "Mobile Safari", "iOS", "mobile"),
        (f"Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) {SAFARI}", "Mobile Safari", "iOS", "tablet"),
        ("", "", "", "other"),
    ],
)
def test_people_have_a_browser_and_a_device(text: str, browser: str, system: str, device: str) -> None:
    agent = parse_agent(text)
    assert (agent.browser, agent.os, agent.device, agent.is_bot) == (browser, system, device, False)


@pytest.mark.parametrize(
    "text",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 6_0 like Mac OS X) Mobile/10A5376e (compatible; bingbot/2.0)",
        "facebookexternalhit/1.1",
        "WhatsApp/2.23.20.0",
        "curl/8.5.0",
        "python-requests/2.32.3",
        "Tiny Tiny RSS/1.11",
        "Mozilla/5.0",
        "Mozilla/4.0 (compatible;)",
        "-",
        CHROME + " GPTBot/1.2",
        CHROME + " (support@checker.example)",
    ],
)
def test_programs_are_bots(text: str) -> None:
    agent = parse_agent(text)
    assert (agent.device, agent.is_bot) == ("bot", True)


def test_agents_are_distinguished_by_a_keyed_hash() -> None:
    assert parse_agent(FIREFOX).agent_hash not in (0, parse_agent(CHROME).agent_hash)
    assert parse_agent(FIREFOX).agent_hash != make_agent_parser(b"other")(FIREFOX).agent_hash
    assert parse_agent("").agent_hash == 0
