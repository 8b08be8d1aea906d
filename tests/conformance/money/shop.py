"""The site of one case: its partners, terms and events, and what people and the rules decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from tests.conformance.money.installation import Installation, Json
from tests.conformance.money.payouts import Payouts

_AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
_HEADLESS = _AGENT.replace("Chrome/", "HeadlessChrome/")
# Events that are stored: nothing else needs to be judged.
_STORED = ("click", "sale", "lead", "refund", "dispute")
_TICK = timedelta(milliseconds=1)
# By these the rules speak: a mailbox that is thrown away, and an automated client.
_MAILBOX, _CLIENT = "disposable_email", "program_agent"
_WORDS = {"pay": (), "hold": (_MAILBOX,), "reject": (_MAILBOX, _CLIENT)}


@dataclass(slots=True)
class Shop:
    """``marked``: orders of which the rules say something some time; ``orders``: order → its sale or lead."""

    installation: Installation
    site_id: int
    key: str
    rules: Json
    marked: frozenset[str]
    rule_names: list[str] = field(default_factory=list)
    orders: dict[str, Json] = field(default_factory=dict)
    number: int = 0
    payouts: Payouts = field(init=False)

    def __post_init__(self) -> None:
        self.payouts = Payouts(self.call)

    def call(self, method: str, path: str, now: datetime, body: Json | None = None) -> Json:
        """The answer of the API at this moment."""
        return self.installation.call(method, path, self.key, now, body)

    def play(self, event: Mapping[str, Any]) -> None:
        """What happens at the moment of its reception, with runs before and after it."""
        now: datetime = event["received"]
        if self.orders:
            self.run(now, judge=False)
        getattr(self, f"_{event['type']}")(event, now)
        if self.orders:
            self.run(now, judge=event["type"] in _STORED)

    def run(self, now: datetime, *, judge: bool = True, everything: bool = False) -> None:
        """A fraud run, which covers what happened before its moment, and a commission run."""
        if judge:
            self.call("POST", f"/fraud/run{'?everything=true' if everything else ''}", now + _TICK)
        self.call("POST", "/earnings/run", now)

    def _click(self, event: Mapping[str, Any], now: datetime) -> None:
        said = {"ref": event["partner"]} if event.get("partner") else {"url": "https://shop.example/"}
        self._send({"type": "click", "link": event.get("link"), **_name(event), **said}, event, now)

    def _sale(self, event: Mapping[str, Any], now: datetime) -> None:
        order = event["order"]
        said = {
            "type": event["type"],
            "order_id": order,
            "amount": event.get("amount") if event["type"] == "sale" else None,
            "currency": event.get("currency", "EUR") if event["type"] == "sale" else None,
            **_name(event),
            "ref": event.get("ref"),
            "promo_code": event.get("promo"),
            "name": event.get("name"),
            "properties": event.get("properties"),
            "traffic": event.get("traffic"),
        }
        if order in self.marked:
            said |= {"email": f"{order}@mailinator.com", "user_agent": _HEADLESS}
        made = self._send(said, event, now)
        self.orders.setdefault(order, {**event, "event_id": made["event_id"]})
        if "fraud" in event:
            self._say_as_rules(event["fraud"], now)

    _lead = _sale

    def _refund(self, event: Mapping[str, Any], now: datetime) -> None:
        amount, total = event.get("amount"), event.get("refunded_total")
        currency = event.get("currency") or self.orders.get(event["order"], {}).get("currency", "EUR")
        said = {"order_id": event["order"], "refund_id": event.get("id"), "amount": amount, "refunded_total": total}
        has_money = amount is not None or total is not None
        self._send({"type": "refund", **said, "currency": currency if has_money else None}, event, now)

    def _dispute(self, event: Mapping[str, Any], now: datetime) -> None:
        amount = event.get("amount")
        currency = self.orders.get(event["order"], {}).get("currency", "EUR") if amount is not None else None
        said = {"order_id": event["order"], "state": event["state"], "amount": amount, "currency": currency}
        self._send({"type": "dispute", **said}, event, now)

    def _fraud(self, event: Mapping[str, Any], now: datetime) -> None:
        if event["by"] == "rules":
            self._say_as_rules(event["decision"], now)
        else:
            self._say_as_person(event["decision"], event["order"], now)

    def _approve(self, event: Mapping[str, Any], now: datetime) -> None:
        self._say_as_person("approve", event["order"], now)

    def _rules(self, event: Mapping[str, Any], now: datetime) -> None:
        self.rules = {**self.rules, **event["change"], "valid_from": event["valid_from"]}
        self.call("POST", "/terms", now, {"rules": self.rules})

    def _partner_status(self, event: Mapping[str, Any], now: datetime) -> None:
        partners = self.call("GET", "/partners", now)["rows"]
        found = next(each["partner_id"] for each in partners if each["code"] == event["partner"])
        self.call("PATCH", f"/partners/{found}", event["at"], {"status": event["status"]})

    def _adjust(self, event: Mapping[str, Any], now: datetime) -> None:
        said = {"partner": event["partner"], "reason": event["reason"], "note": "of the case"}
        self.call("POST", "/adjustments", now, {**said, "minor": event["amount"], "currency": event["currency"]})

    def _forfeit(self, event: Mapping[str, Any], now: datetime) -> None:
        said = {"partner": event["partner"], "reason": "forfeit", "note": "of the case"}
        self.call("POST", "/adjustments", now, {**said, "currency": event.get("currency", "EUR")})

    def _payout_run(self, event: Mapping[str, Any], now: datetime) -> None:
        self.payouts.pay(event, now)

    def _payout_result(self, event: Mapping[str, Any], now: datetime) -> None:
        self.payouts.settle(event, now)

    _payout_returned = _payout_result

    def _say_as_person(self, decision: str, order: str, now: datetime) -> None:
        named = {"event_ids": [self.orders[order]["event_id"]]}
        self.call("POST", "/commissions/decisions", now, {"decision": decision, "note": "of the case", **named})

    def _say_as_rules(self, word: str, now: datetime) -> None:
        """The rules that give this word are switched on, all others off, and everything is judged again."""
        self.set_fraud_rules(word, now)
        self.run(now, everything=True)

    def set_fraud_rules(self, word: str, now: datetime) -> None:
        """From the next fraud run on they say this of what is marked."""
        on = _WORDS[word]
        self.rule_names = self.rule_names or [each["rule"] for each in self.call("GET", "/fraud/rules", now)["rows"]]
        said = {"hold_at": 1, "reject_at": 1 if word == "reject" else 100, "why": "the case says so"}
        self.call("POST", "/fraud/rules", now, {"off": [each for each in self.rule_names if each not in on], **said})

    def _send(self, said: Json, event: Mapping[str, Any], now: datetime) -> Json:
        """Ids rise, as those of a shop do: of two events of one moment the first stays the first."""
        self.number += 1
        at_ms = int(event["at"].timestamp() * 1000)
        event_id = str(UUID(int=at_ms << 80 | 7 << 76 | 2 << 62 | self.site_id << 24 | self.number))
        usual = {"timestamp": at_ms, "event_id": event_id, "ip": f"203.0.113.{self.number % 250}", "user_agent": _AGENT}
        sent = {name: value for name, value in {**usual, **said}.items() if value is not None}
        self.installation.send(self.key, now, sent)
        return sent


def open_shop(installation: Installation, case: Json, begun: datetime) -> Shop:
    """A site of its own, with the partners and terms of the case."""
    site_id, key = installation.create_site(case["id"].replace("_", "-"))
    rules = {**case["rules"], **_make_overrides(case["partners"])}
    shop = Shop(installation, site_id, key, rules, _list_marked(case))
    shop.set_fraud_rules("pay", begun)
    _create_partners(shop, case["partners"], begun)
    shop.call("POST", "/terms", begun, {"rules": rules})
    return shop


def _name(event: Mapping[str, Any]) -> Json:
    """The customer, and his browser: the fraud rules join an order to its click by this."""
    customer = event.get("customer")
    return {"customer_id": customer, "visitor_id": str(uuid5(NAMESPACE_OID, customer))} if customer else {}


def _create_partners(shop: Shop, partners: Json, begun: datetime) -> None:
    made: dict[str, int] = {}
    waiting = dict(partners)
    while waiting:
        name = next(name for name, each in waiting.items() if each.get("parent", "") in ("", *made))
        given = waiting.pop(name)
        body = {"code": name, "name": name, "tags": given.get("groups", [])}
        parent = {"parent_id": made[given["parent"]]} if given.get("parent") else {}
        made[name] = shop.call("POST", "/partners", begun, {**body, **parent})["partner_id"]
        shop.payouts.add_method(made[name], given, begun)
        for code in given.get("promo", []):
            shop.call("POST", "/promo-codes", begun, {"code": code, "partner_id": made[name]})


def _make_overrides(partners: Json) -> Json:
    own = {name: [{"id": "own", **each["reward"]}] for name, each in partners.items() if "reward" in each}
    return {"overrides": {"partners": own}} if own else {}


def _list_marked(case: Json) -> frozenset[str]:
    """Orders of which the rules say anything else than that they are paid."""
    by_rules = [each for each in case["events"] if each.get("by") == "rules" or "fraud" in each]
    return frozenset(each["order"] for each in by_rules if each.get("decision", each.get("fraud")) != "pay")
