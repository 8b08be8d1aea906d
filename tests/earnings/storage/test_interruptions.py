"""A run killed between any two statements of an item, and two runs at once, leave what one run leaves."""

import threading

from sqlalchemy import event

from database.sessions import Sessions, begin_change, begin_read
from earnings.commissions.plan import plan_run
from earnings.storage import LedgerMoved, append, find_head, load_stored
from earnings.storage.verification import verify_ledger
from registry.sites import create_site
from tests.earnings.storage.histories import EVENTS, RULES, list_records, make_player
from tests.earnings.stories import day, play


class Killed(BaseException):
    """What no handler of errors catches."""


def create_empty_ledger(sessions: Sessions) -> int:
    """The id of a new site."""
    with begin_change(sessions) as session:
        return create_site(session, "Shop", ["shop.example"]).id


def test_an_item_is_stored_whole_or_not_at_all(registry_sessions: Sessions) -> None:
    site_id, records = create_empty_ledger(registry_sessions), list_records(make_player())
    engine = registry_sessions.kw["bind"]
    for record in records:
        survived, statements = False, 0
        while not survived:
            left = [statements]

            def kill(*_: object, left: list[int] = left) -> None:
                left[0] -= 1
                if left[0] < 0:
                    raise Killed

            event.listen(engine, "before_cursor_execute", kill)
            try:
                with begin_change(registry_sessions) as session:
                    append(session.connection(), site_id, record)
                survived = True
            except Killed:
                statements += 1
            finally:
                event.remove(engine, "before_cursor_execute", kill)
    with begin_read(registry_sessions) as session:
        assert find_head(session.connection(), site_id).seq == len(records)
        assert verify_ledger(session.connection(), site_id).broken is None
        assert list(load_stored(session.connection(), site_id).transactions) == make_player().transactions


def test_two_runs_at_once_store_what_one_stores(registry_sessions: Sessions) -> None:
    site_id = create_empty_ledger(registry_sessions)
    facts = play(EVENTS, 120, RULES, {"A": {"parent": "B"}, "B": {}}).make_facts()
    start = threading.Barrier(2)
    moved: list[int] = []

    def run() -> None:
        """Begins again whenever the other one has stored something."""
        start.wait()
        while True:
            try:
                with begin_read(registry_sessions) as session:
                    stored = load_stored(session.connection(), site_id)
                head = stored.head
                for item in plan_run(stored, facts, day(120)):
                    with begin_change(registry_sessions) as session:
                        head = append(session.connection(), site_id, item, head)
                return
            except LedgerMoved:
                moved.append(1)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    alone = play([], 0, RULES, {"A": {"parent": "B"}, "B": {}})
    alone.store_all(plan_run(alone.make_stored(), facts, day(120)))
    with begin_read(registry_sessions) as session:
        together = load_stored(session.connection(), site_id)
        assert verify_ledger(session.connection(), site_id).broken is None
    assert list(together.transactions) == alone.transactions
    assert list(together.decisions) == alone.decisions


def test_whoever_waits_sees_what_the_other_one_stored(registry_sessions: Sessions) -> None:
    site_id, records = create_empty_ledger(registry_sessions), list_records(make_player())
    with begin_read(registry_sessions) as session:
        head = find_head(session.connection(), site_id)
    failures: list[Exception] = []
    began = threading.Event()

    def run() -> None:
        began.set()
        try:
            with begin_change(registry_sessions) as session:
                append(session.connection(), site_id, records[0], head)
        except LedgerMoved as exc:
            failures.append(exc)

    other = threading.Thread(target=run)
    with begin_change(registry_sessions) as session:
        append(session.connection(), site_id, records[0], head)
        other.start()
        began.wait()
    other.join()
    assert [str(each) for each in failures] == [f"the ledger of site {site_id} is at 1, no longer at 0: load it again"]
