"""What holds for any history holds for what is stored of it, on both databases, wherever a run is killed."""

from functools import partial
from itertools import islice

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from database.sessions import Sessions, begin_read
from earnings.commissions.plan import plan_run
from earnings.ledger.accounts import OWED_ACCOUNTS, Account
from earnings.storage.verification import verify_ledger
from tests.earnings import random_histories
from tests.earnings.published.player import Json, Player
from tests.earnings.random_histories import END, PARTNERS
from tests.earnings.storage.stored_player import StoredPlayer
from tests.earnings.stories import day, event, play

_BALANCES = text(
    "select account, owner, currency, sum(minor) from ledger_postings where site_id = :site_id"
    " group by account, owner, currency"
)
quickly = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def put_facts(sessions: Sessions | None, events: list[Json], rules: Json) -> Player:
    """A history that no run has seen yet, to be stored in the ledger of a new site, or in memory."""
    make_player = partial(StoredPlayer, sessions=sessions) if sessions else Player
    player = play([], 0, rules, PARTNERS, make_player)
    for each in sorted(events, key=lambda each: each["received"]):
        getattr(player, f"_{each['type']}")(each)
    return player


def run_and_pay(player: Player) -> None:
    """Runs at some moments, with a payout in between."""
    for number in (40, 95):
        player.run(day(number))
    player.play(event("payout_run", 95.75, run="r1", currency="EUR"))
    player.run(day(END))


@quickly
@given(random_histories.histories, random_histories.rules)
def test_what_is_stored_is_what_is_kept_in_memory_and_its_sums_are_the_balances(
    registry_sessions: Sessions, events: list[Json], rules: Json
) -> None:
    kept, player = put_facts(None, events, rules), put_facts(registry_sessions, events, rules)
    run_and_pay(kept)
    run_and_pay(player)
    assert isinstance(player, StoredPlayer)
    stored, book = player.make_stored(), kept.make_book()
    assert (list(stored.decisions), list(stored.transactions)) == (kept.decisions, kept.transactions)
    assert (list(stored.locks), list(stored.period_locks)) == (kept.locks, kept.period_locks)
    with begin_read(registry_sessions) as session:
        rows = session.execute(_BALANCES, {"site_id": player.site_id}).all()
        assert verify_ledger(session.connection(), player.site_id).broken is None
    for account, owner, currency, minor in rows:
        sign = -1 if Account(account) in OWED_ACCOUNTS else 1
        assert book.sum_account(Account(account), currency, owner) == sign * minor
        assert account not in (Account.HELD, Account.RESERVED) or minor <= 0
    owed = -sum(minor for account, _, _, minor in rows if Account(account) in OWED_ACCOUNTS)
    assert owed == sum(minor for account, _, _, minor in rows if Account(account) not in OWED_ACCOUNTS)


@quickly
@given(random_histories.histories, random_histories.rules, st.lists(st.integers(0, 6), max_size=4))
def test_a_run_that_is_killed_between_any_two_items_and_repeated_is_one_run(
    registry_sessions: Sessions, events: list[Json], rules: Json, stops: list[int]
) -> None:
    whole, killed = (put_facts(registry_sessions, events, rules) for _ in range(2))
    assert isinstance(whole, StoredPlayer)
    assert isinstance(killed, StoredPlayer)
    for stop in stops:
        planned = plan_run(killed.make_stored(), killed.make_facts(), day(END))
        killed.store_all(list(islice(planned, stop)))
    whole.run(day(END))
    killed.run(day(END))
    one, other = whole.make_stored(), killed.make_stored()
    assert (one.decisions, one.locks, one.period_locks) == (other.decisions, other.locks, other.period_locks)
    assert (one.transactions, one.head.seq) == (other.transactions, other.head.seq)
    assert killed.run(day(END)) == []
