"""A history with every kind of record, and its ledger in a registry."""

from sqlalchemy.orm import Session

from database.sessions import Sessions, begin_change
from earnings.storage import Head, Item, append, find_head
from registry.sites import create_site
from tests.earnings.published.player import Player
from tests.earnings.stories import click, day, play, refund, sale

RULES = {
    "rewards": [
        {"id": "sale", "percent": "10", "tiers": {"mode": "whole", "steps": [["0", "10"], ["5000", "12.5"]]}},
    ],
    "model": "linear",
    "caps": {"per_customer": 900},
    "levels": [{"percent": "10"}],
    "bonuses": [{"id": "b", "threshold": 1, "amount": 700}],
    "customer_reward": {"amount": 99},
}
EVENTS = [click(0), click(1, "B"), sale(5, amount=12345), refund(9, 2345, id="r1"), sale(40, "o2", 777, currency="PLN")]


def make_player() -> Player:
    """A history with every kind of record."""
    return play(EVENTS, 120, RULES, {"A": {"parent": "B"}, "B": {}})


def list_records(player: Player) -> list[Item]:
    """All of its records, decisions before what they lead to."""
    return [*player.decisions, *player.locks, *player.period_locks, *player.transactions]


def append_all(session: Session, site_id: int, items: list[Item]) -> Head:
    """Appends one after the other."""
    head = find_head(session.connection(), site_id)
    for item in items:
        head = append(session.connection(), site_id, item, head, day(200))
    return head


def store_history(sessions: Sessions) -> int:
    """A site with the ledger of the history; its id."""
    with begin_change(sessions) as session:
        site_id = create_site(session, "Shop", ["shop.example"]).id
        append_all(session, site_id, list_records(make_player()))
    return site_id
