"""What a labelled month is made of: its shape, its dice, its visitors, their clicks and orders."""

import math
import random
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
    refund_rate: float = 0.04


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


def make_visitor(s: Scenario, network: str = "res", ip: str = "", agent: str = "") -> Visitor:
    agent = agent or s.dice.choices(AGENTS, AGENT_WEIGHTS)[0]
    return Visitor(f"v{s.number('visitor')}", ip or s.address(network), network, agent)


def add_click(s: Scenario, label: str, arch: str, ref: str, who: Visitor, at: float, **given: Any) -> None:
    engaged = given.pop("engaged", s.dice.random() < s.shape.engaged_share)
    row = {
        "type": "click", "ts": round(at, 3), "ref": ref, "visitor": who.id, "ip": who.ip, "net": who.network,
        "country": who.country, "ua": who.agent, "http_ref": s.dice.choice(REFERRERS), "landing": "/", "params": "",
        "engaged": engaged, "dwell": s.dice.lognormvariate(3.5, 1) if engaged else s.dice.uniform(0, 1.4),
        "label": label, "arch": arch, **given,
    }  # fmt: skip
    s.events.append(row)


def add_order(s: Scenario, label: str, arch: str, ref: str, who: Visitor, at: float, **given: Any) -> None:
    row = {
        "type": "conversion", "ts": round(at, 3), "ref": ref, "visitor": who.id, "ip": who.ip, "net": who.network,
        "country": who.country, "ua": who.agent, "order": f"o{s.number('order')}",
        "value": round(s.dice.lognormvariate(3.9, 0.8), 2), "email": f"c{who.id}-{s.dice.randrange(10**9)}",
        "refunded": s.dice.random() < s.shape.refund_rate, "label": label, "arch": arch, **given,
    }  # fmt: skip
    s.events.append(row)


def add_visit(s: Scenario, arch: str, ref: str, who: Visitor, at: float, rate: float | None = None) -> None:
    add_click(s, "ok", arch, ref, who, at)
    if s.dice.random() < (s.shape.conversion_rate if rate is None else rate):
        moved = s.dice.random() < 0.2
        buyer = Visitor(who.id, s.address("mob"), "mob", who.agent) if moved and arch == "H1" else who
        add_order(s, "ok", arch, ref, buyer, at + s.lag())
