"""Labelled months of honest and fraudulent people at one shop, from a seed and a shape; nothing is drawn elsewhere.

Labels: ``ok``, ``dup_ok`` (count once), ``givt`` (no people), ``policy`` (for a person), ``fraud``.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

DAY = 86_400
START = 1_772_323_200  # 2026-03-01T00:00:00Z
AGENTS = ("Chrome/Win", "Chrome/Mac", "Chrome/Android", "Samsung/Android", "Safari/iPhone", "Firefox/Win", "Edge/Win")
AGENT_WEIGHTS = (26, 13, 20, 7, 21, 5, 8)
PREVIEWS = ("Slackbot-LinkExpanding", "Twitterbot/1.0", "WhatsApp/2", "facebookexternalhit/1.1")
REFERRERS = ("https://blog.example/post", "https://t.co/x", "https://news.example/", "")
NETWORKS = {"res": 24, "mob": 100, "corp": 131, "host": 5, "vpn": 146}


@dataclass(frozen=True, slots=True)
class Shape:
    """What may be shifted; ``size`` scales the honest crowd, ``fraud`` the fraudulent events of a partner."""

    conversion_rate: float = 0.03
    lag_median_seconds: float = 1500.0
    carrier_size: float = 1.0
    fraud: float = 1.0
    size: float = 1.0
    partners: int = 40
    days: int = 30
    engaged_share: float = 0.94


@dataclass(slots=True)
class Scenario:
    """The events so far, and the dice."""

    dice: random.Random
    shape: Shape
    events: list[dict[str, Any]] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, kind: str) -> int:
        """1, 2, 3, … of a kind."""
        self.numbers[kind] = self.numbers.get(kind, 0) + 1
        return self.numbers[kind]

    def address(self, network: str) -> str:
        """An address of its own."""
        number = self.number("address")
        return f"{NETWORKS[network]}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"

    def moment(self) -> float:
        """Some time of the month, less at night."""
        day, hour = self.dice.randrange(self.shape.days), self.dice.triangular(0, 24, 17)
        return START + day * DAY + hour * 3600

    def partner(self) -> str:
        """An honest partner; some have many more visitors than others."""
        return f"h{min(int(self.dice.expovariate(3 / self.shape.partners)), self.shape.partners - 1)}"

    def count(self, usual: int) -> int:
        """How often a fraudulent partner strikes."""
        return max(1, round(usual * self.shape.fraud))

    def lag(self) -> float:
        """From click to order."""
        return max(35.0, self.dice.lognormvariate(math.log(self.shape.lag_median_seconds), 1.6))


@dataclass(frozen=True, slots=True)
class Visitor:
    """One browser behind one address."""

    id: str
    ip: str
    network: str
    agent: str
    country: str = "US"


def make_month(seed: int, shape: Shape = Shape()) -> list[dict[str, Any]]:
    """The labelled events of a month in order of time."""
    scenario = Scenario(random.Random(seed), shape)
    for archetype in (*HONEST, *FRAUDULENT):
        archetype(scenario)
    return sorted(scenario.events, key=lambda event: (event["ts"], event["type"]))


def _visitor(s: Scenario, network: str = "res", ip: str = "", agent: str = "") -> Visitor:
    agent = agent or s.dice.choices(AGENTS, AGENT_WEIGHTS)[0]
    return Visitor(f"v{s.number('visitor')}", ip or s.address(network), network, agent)


def _click(s: Scenario, label: str, arch: str, ref: str, who: Visitor, at: float, **given: Any) -> None:
    engaged = given.pop("engaged", s.dice.random() < s.shape.engaged_share)
    row = {
        "type": "click", "ts": round(at, 3), "ref": ref, "visitor": who.id, "ip": who.ip, "net": who.network,
        "country": who.country, "ua": who.agent, "http_ref": s.dice.choice(REFERRERS), "landing": "/", "params": "",
        "engaged": engaged, "dwell": s.dice.lognormvariate(3.5, 1) if engaged else s.dice.uniform(0, 1.4),
        "label": label, "arch": arch, **given,
    }  # fmt: skip
    s.events.append(row)


def _order(s: Scenario, label: str, arch: str, ref: str, who: Visitor, at: float, **given: Any) -> None:
    row = {
        "type": "conversion", "ts": round(at, 3), "ref": ref, "visitor": who.id, "ip": who.ip, "net": who.network,
        "country": who.country, "ua": who.agent, "order": f"o{s.number('order')}",
        "value": round(s.dice.lognormvariate(3.9, 0.8), 2), "email": f"c{who.id}-{s.dice.randrange(10**9)}",
        "refunded": s.dice.random() < 0.04, "label": label, "arch": arch, **given,
    }  # fmt: skip
    s.events.append(row)


def _buy_perhaps(s: Scenario, arch: str, ref: str, who: Visitor, at: float, rate: float | None = None) -> None:
    _click(s, "ok", arch, ref, who, at)
    if s.dice.random() < (s.shape.conversion_rate if rate is None else rate):
        moved = s.dice.random() < 0.2
        buyer = Visitor(who.id, s.address("mob"), "mob", who.agent) if moved and arch == "H1" else who
        _order(s, "ok", arch, ref, buyer, at + s.lag())


def h1_ordinary(s: Scenario) -> None:
    """People, each at home."""
    for _ in range(round(12_000 * s.shape.size)):
        _buy_perhaps(s, "H1", s.partner(), _visitor(s), s.moment())


def h2_office(s: Scenario) -> None:
    """Six offices and campuses behind one address each."""
    for _ in range(6):
        ip = s.address("corp")
        for _ in range(s.dice.randint(120, 400)):
            _buy_perhaps(s, "H2", s.partner(), _visitor(s, "corp", ip), s.moment())


def h3_carrier(s: Scenario) -> None:
    """Twenty addresses of a mobile carrier, several partners behind each."""
    for _ in range(20):
        ip, refs = s.address("mob"), [s.partner() for _ in range(5)]
        for _ in range(round(s.dice.randint(100, 300) * s.shape.carrier_size * s.shape.size)):
            agent = s.dice.choice(("Chrome/Android", "Samsung/Android", "Safari/iPhone"))
            _buy_perhaps(s, "H3", s.dice.choice(refs), _visitor(s, "mob", ip, agent), s.moment())


def h4_family(s: Scenario) -> None:
    """Two to four people, one address, one partner, most of them buy."""
    for _ in range(50):
        ip, ref, at = s.address("res"), s.partner(), s.moment()
        for _ in range(s.dice.randint(2, 4)):
            _buy_perhaps(s, "H4", ref, _visitor(s, "res", ip), at + s.dice.uniform(0, DAY), 0.6)


def h5_repeat(s: Scenario) -> None:
    """One visitor orders again and again."""
    for _ in range(60):
        who, ref, at = _visitor(s), s.partner(), s.moment()
        _click(s, "ok", "H5", ref, who, at)
        at += s.lag()
        for _ in range(s.dice.randint(2, 6)):
            _order(s, "ok", "H5", ref, who, at, email=f"rep{who.id}")
            at += s.dice.uniform(2, 6) * DAY


def h6_viral(s: Scenario) -> None:
    """A link that everybody shares for an hour."""
    ref, at = s.partner(), s.moment()
    for _ in range(round(2500 * s.shape.size)):
        _buy_perhaps(s, "H6", ref, _visitor(s), at + s.dice.expovariate(1 / 1500), 0.012)


def h7_vpn(s: Scenario) -> None:
    """People behind a VPN or relay."""
    ips = [s.address("vpn") for _ in range(60)]
    for _ in range(500):
        _buy_perhaps(s, "H7", s.partner(), _visitor(s, "vpn", s.dice.choice(ips)), s.moment())


def h8_fast(s: Scenario) -> None:
    """People who know what they want."""
    for _ in range(60):
        who, ref, at = _visitor(s), s.partner(), s.moment()
        _click(s, "ok", "H8", ref, who, at)
        _order(s, "ok", "H8", ref, who, at + s.dice.uniform(35, 90))


def h9_reload(s: Scenario) -> None:
    """The thank-you page, loaded again."""
    for _ in range(80):
        who, ref, at = _visitor(s), s.partner(), s.moment()
        _click(s, "ok", "H9", ref, who, at)
        at += s.lag()
        _order(s, "ok", "H9", ref, who, at)
        order = s.events[-1]
        for _ in range(s.dice.randint(1, 3)):
            again = {**order, "ts": round(at + s.dice.uniform(1, 500), 3), "label": "dup_ok"}
            s.events.append(again)


def h10_preview(s: Scenario) -> None:
    """Chats that unfurl honest links."""
    for _ in range(600):
        who = _visitor(s, "host", agent=s.dice.choice(PREVIEWS))
        _click(s, "givt", "H10", s.partner(), who, s.moment(), engaged=False, http_ref="")


def h11_traveller(s: Scenario) -> None:
    """Another country and address at the purchase."""
    for _ in range(60):
        who, ref, at = _visitor(s), s.partner(), s.moment()
        _click(s, "ok", "H11", ref, who, at)
        abroad = Visitor(who.id, s.address("mob"), "mob", who.agent, s.dice.choice(("FR", "JP", "BR")))
        _order(s, "ok", "H11", ref, abroad, at + s.dice.uniform(0.3, 4) * DAY)


def h12_webinar(s: Scenario) -> None:
    """A room of people, one address, ten minutes, half sign up."""
    for _ in range(2):
        ip, ref, at = s.address("corp"), s.partner(), s.moment()
        for _ in range(45):
            who, clicked = _visitor(s, "corp", ip), at + s.dice.uniform(0, 600)
            _click(s, "ok", "H12", ref, who, clicked)
            if s.dice.random() < 0.5:
                _order(s, "ok", "H12", ref, who, clicked + s.dice.uniform(45, 400))


def h13_self_test(s: Scenario) -> None:
    """Partners try their own links."""
    for number in range(s.shape.partners):
        who, at = _visitor(s), s.moment()
        for _ in range(s.dice.randint(1, 3)):
            _click(s, "ok", "H13", f"h{number}", who, at + s.dice.uniform(0, 600))


def h15_private(s: Scenario) -> None:
    """Browsers that keep no cookie: every page is another visitor."""
    for _ in range(25):
        who, ref, at = _visitor(s), s.partner(), s.moment()
        _click(s, "ok", "H15", ref, who, at, engaged=False)
        other = Visitor(f"v{s.number('visitor')}", who.ip, who.network, who.agent)
        _order(s, "ok", "H15", ref, other, at + min(s.lag(), 20 * 3600))


def f1_click_spam(s: Scenario) -> None:
    """One address clicks and clicks."""
    ip, at = s.address("res"), s.moment()
    for _ in range(s.count(1500)):
        at += s.dice.uniform(0.5, 6)
        _click(s, "fraud", "F1", "f1", _visitor(s, "res", ip, "Chrome/Win"), at, engaged=False)


def f2_data_centre(s: Scenario) -> None:
    """Programs out of 250 addresses of a data centre."""
    ips = [s.address("host") for _ in range(250)]
    for _ in range(s.count(4000)):
        agent = s.dice.choice(("HeadlessChrome", "python-requests/2.31", "Chrome/Win"))
        who = _visitor(s, "host", s.dice.choice(ips), agent)
        _click(s, "fraud", "F2", "f2", who, s.moment(), engaged=False, http_ref="")


def f3_flood(s: Scenario) -> None:
    """Homes that click without their owners."""
    for _ in range(s.count(3500)):
        _click(s, "fraud", "F3", "f3", _visitor(s), s.moment(), engaged=False)


def f4_cookie_stuffing(s: Scenario) -> None:
    """Cookies dropped unseen; a few of the victims buy anyway, days later."""
    for number in range(s.count(3000)):
        who, at = _visitor(s), s.moment()
        _click(s, "fraud", "F4", "f4", who, at, engaged=False, http_ref=s.dice.choice(("", "https://forum.example/")))
        if number % 83 == 0:
            _order(s, "fraud", "F4", "f4", who, at + s.dice.uniform(0.5 * 3600, 6 * DAY))


def f5_hijack(s: Scenario) -> None:
    """A click at the checkout, seconds before the order."""
    for _ in range(s.count(70)):
        who, at = _visitor(s), s.moment()
        _click(s, "fraud", "F5", "f5", who, at, engaged=True, landing="/checkout", http_ref="")
        _order(s, "fraud", "F5", "f5", who, at + s.dice.uniform(2, 20))


def f6_self_referral(s: Scenario) -> None:
    """Partners buy from themselves under a tagged address."""
    for ref in ("f6a", "f6b", "f6c"):
        who, at = _visitor(s), s.moment()
        _click(s, "ok", "F6", ref, who, at - 3600, engaged=True)
        for number in range(max(1, round(s.dice.randint(1, 3) * min(1, s.shape.fraud * 2)))):
            _click(s, "fraud", "F6", ref, who, at, engaged=True)
            _order(s, "fraud", "F6", ref, who, at + s.lag(), email=f"{ref}+{number}@gmail.com")
            at += DAY


def f7_ring(s: Scenario) -> None:
    """Invented customers out of three addresses."""
    ips = [s.address("res") for _ in range(3)]
    for _ in range(s.count(35)):
        who, at = _visitor(s, "res", s.dice.choice(ips), "Chrome/Android"), s.moment()
        _click(s, "fraud", "F7", "f7", who, at, engaged=True)
        email, refunded = f"x{s.dice.randrange(10**6)}@mailinator.com", s.dice.random() < 0.6
        given = {"email": email, "value": 9.99, "refunded": refunded}
        _order(s, "fraud", "F7", "f7", who, at + s.dice.uniform(25, 80), **given)


def f8_replay(s: Scenario) -> None:
    """One order, reported by many."""
    order, at = f"o{s.number('order')}", s.moment()
    for _ in range(max(4, s.count(25))):
        at += s.dice.uniform(30, 4000)
        _order(s, "fraud", "F8", "f8", _visitor(s), at, order=order, value=120.0)


def f9_forged(s: Scenario) -> None:
    """Orders that a script invents."""
    for _ in range(s.count(30)):
        who = _visitor(s, "host", agent="python-requests/2.31")
        given = {"visitor": None, "value": round(s.dice.uniform(150, 500), 2), "refunded": False}
        _order(s, "fraud", "F9", "f9", who, s.moment(), **given)


def f10_brand_bidding(s: Scenario) -> None:
    """Advertising on the shop's own name."""
    for _ in range(s.count(300)):
        who, at = _visitor(s), s.moment()
        given = {"params": "gclid=x", "http_ref": "https://www.google.com/"}
        _click(s, "policy", "F10", "f10", who, at, **given)
        if s.dice.random() < 0.12:
            _order(s, "policy", "F10", "f10", who, at + s.lag())


def f11_coupon(s: Scenario) -> None:
    """A coupon site that steps in at the cart."""
    for _ in range(s.count(40)):
        who, at = _visitor(s), s.moment()
        _click(s, "policy", "F11", "f11", who, at, landing="/cart", http_ref="https://coupons.example/")
        _order(s, "policy", "F11", "f11", who, at + s.dice.uniform(40, 300))


def f12_form_filler(s: Scenario) -> None:
    """A program that fills the form in no time."""
    for _ in range(s.count(40)):
        who, at = _visitor(s), s.moment()
        _click(s, "fraud", "F12", "f12", who, at, engaged=False)
        _order(s, "fraud", "F12", "f12", who, at + s.dice.uniform(0.5, 3))


def f14_slow_drip(s: Scenario) -> None:
    """One invented order a day; only the refunds tell."""
    for day in range(s.count(25)):
        who, at = _visitor(s), START + day * DAY + s.dice.uniform(0, DAY)
        _click(s, "fraud", "F14", "f14", who, at, engaged=True)
        _order(s, "fraud", "F14", "f14", who, at + s.lag(), refunded=True)


Archetype = Callable[[Scenario], None]
HONEST: tuple[Archetype, ...] = (
    h1_ordinary, h2_office, h3_carrier, h4_family, h5_repeat, h6_viral, h7_vpn, h8_fast, h9_reload, h10_preview,
    h11_traveller, h12_webinar, h13_self_test, h15_private,
)  # fmt: skip
FRAUDULENT: tuple[Archetype, ...] = (
    f1_click_spam, f2_data_centre, f3_flood, f4_cookie_stuffing, f5_hijack, f6_self_referral, f7_ring, f8_replay,
    f9_forged, f10_brand_bidding, f11_coupon, f12_form_filler, f14_slow_drip,
)  # fmt: skip
