"""Who visits the shop: a browser, an address of a country, and an account once somebody has bought."""

from dataclasses import dataclass
from random import Random
from uuid import UUID

from demo.story.report import Browser

# Country → its share of the visitors, and the second number of its addresses in 10.0.0.0/8, which belong to nobody.
COUNTRIES = {
    "DE": (34, 49), "AT": (9, 43), "PL": (11, 48), "NL": (9, 31), "FR": (10, 33), "ES": (9, 34), "IT": (6, 39),
    "GB": (7, 44), "US": (5, 1),
}  # fmt: skip
_SHARES = [share for share, _ in COUNTRIES.values()]
_WEBKIT, _SAFARI = "AppleWebKit/537.36 (KHTML, like Gecko)", "AppleWebKit/605.1.15 (KHTML, like Gecko)"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_{m} like Mac OS X)"
_AGENTS = (
    (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/{{n}}.0.0.0 Safari/537.36", 24),
    (f"Mozilla/5.0 (Linux; Android 10; K) {_WEBKIT} Chrome/{{n}}.0.0.0 Mobile Safari/537.36", 26),
    (f"{_IPHONE} {_SAFARI} Version/18.{{m}} Mobile/15E148 Safari/604.1", 24),
    (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_SAFARI} Version/18.{{m}} Safari/605.1.15", 9),
    (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_WEBKIT} Chrome/{{n}}.0.0.0 Safari/537.36", 7),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{n}.0) Gecko/20100101 Firefox/{n}.0", 7),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:{n}.0) Gecko/20100101 Firefox/{n}.0", 3),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visitor:
    """One browser, by the id that the tag gave it."""

    visitor_id: str
    browser: Browser


def meet_visitor(chance: Random) -> Visitor:
    """Somebody who was never in the shop."""
    [country] = chance.choices(list(COUNTRIES), _SHARES)
    return Visitor(make_visitor_id(chance), Browser(make_address(chance, country), choose_agent(chance)))


def make_address(chance: Random, country: str) -> str:
    """An address of a home in the country."""
    return f"10.{COUNTRIES[country][1]}.{chance.randrange(256)}.{chance.randrange(1, 255)}"


def choose_agent(chance: Random) -> str:
    """A usual browser."""
    [agent] = chance.choices([text for text, _ in _AGENTS], [share for _, share in _AGENTS])
    return agent.format(n=chance.randint(136, 143), m=chance.randint(0, 6))


def make_visitor_id(chance: Random) -> str:
    """As the tag makes them."""
    return str(UUID(bytes=chance.randbytes(16), version=4))
