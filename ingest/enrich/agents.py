"""Browser, operating system and device of a user agent, and whether it is a bot."""

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from ua_parser import BestAvailableResolver, Domain, Resolver, load_lazy_builtins
from user_agents.parsers import UserAgent, parse_browser, parse_device, parse_operating_system

from ingest.enrich.bots import is_bot_agent

CACHED_AGENTS = 50_000


class Agent(NamedTuple):
    """The columns that follow from one user agent."""

    browser: str
    os: str
    device: str
    agent_hash: int
    is_bot: bool


ParseAgent = Callable[[str], Agent]


def make_agent_parser(secret: bytes) -> ParseAgent:
    """A function from user agent to :class:`Agent` that remembers the latest ``CACHED_AGENTS``."""
    resolver = BestAvailableResolver(load_lazy_builtins())

    def parse_agent(text: str) -> Agent:
        return _describe(_ParsedAgent(text, resolver), _hash_agent(secret, text)) if text else _NO_AGENT

    return lru_cache(CACHED_AGENTS)(parse_agent)


class _ParsedAgent(UserAgent):  # type: ignore[misc]
    """Applies user_agents' rules to ua-parser's compiled result.

    The constructor of the base class parses with ua-parser's legacy Python module, about ten times slower.
    """

    def __init__(self, text: str, resolver: Resolver) -> None:
        found = resolver(text, Domain.ALL).complete().with_defaults()
        self.ua_string = text
        browser, system, device = found.user_agent, found.os, found.device
        self.browser = parse_browser(browser.family, browser.major, browser.minor, browser.patch)
        self.os = parse_operating_system(system.family, system.major, system.minor, system.patch)
        self.device = parse_device(device.family, device.brand, device.model)


_NO_AGENT = Agent("", "", "other", 0, False)


def _describe(parsed: _ParsedAgent, agent_hash: int) -> Agent:
    is_bot = parsed.is_bot or is_bot_agent(parsed.ua_string)
    return Agent(parsed.browser.family, parsed.os.family, _name_device(parsed, is_bot), agent_hash, is_bot)


def _name_device(parsed: _ParsedAgent, is_bot: bool) -> str:
    if is_bot:
        return "bot"
    if parsed.is_tablet:
        return "tablet"
    if parsed.is_mobile:
        return "mobile"
    return "desktop" if parsed.is_pc else "other"


def _hash_agent(secret: bytes, text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8, key=secret[:64]).digest(), "big")
