"""What holds for any history: random clicks, sales, refunds, verdicts and payouts under random terms."""

from collections import Counter
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from earnings.commissions.amounts import split_parts
from earnings.commissions.plan import plan_run
from earnings.ledger.accounts import CUSTOMER_ACCOUNTS, PARTNER_ACCOUNTS, Account
from earnings.ledger.book import Book
from earnings.ledger.transaction import LineKind
from money.split import round_half_away
from tests.earnings import random_histories
from tests.earnings.published.player import Json, Player
from tests.earnings.stories import day, event, make_history, play, refund, sale

_EXAMPLES = 40


def play_with_payouts(events: list[Json], rules: Json) -> Player:
    """With two runs of payouts, of which the first is paid, or fails."""
    runs = [event("payout_run", at, run=f"r{at}", currency="EUR") for at in (60.75, 95.75)]
    player = play([*events, *runs], 96, rules, random_histories.PARTNERS)
    for item in player.runs["r60.75"].items:
        result = "failed" if item.partner == "B" else "paid"
        player.play(event("payout_result", 97, run="r60.75", partner=item.partner, result=result))
    return player


@settings(max_examples=_EXAMPLES, deadline=None)
@given(random_histories.histories, random_histories.rules)
def test_the_book_balances_and_owes_what_was_spent(events: list[Json], rules: Json) -> None:
    player = play(events, random_histories.END, rules, random_histories.PARTNERS)
    book = player.make_book()
    totals: Counter[str] = Counter()
    for transaction in book.list_transactions():
        for posting in transaction.postings:
            totals[posting.currency] += posting.minor
        assert not any(totals.values())
    owed = sum(sum(book.find_line(line).owed.values()) for line in book.list_lines())
    assert owed == sum(book.map_site().values())


@settings(max_examples=_EXAMPLES, deadline=None)
@given(random_histories.histories, random_histories.rules)
def test_no_account_but_payable_is_overdrawn_and_payable_is_its_open_lines(events: list[Json], rules: Json) -> None:
    book = play_with_payouts(events, rules).make_book()
    payable: Counter[str] = Counter()
    for line in book.list_lines():
        balance = book.find_line(line)
        payable[line.owner] += balance.owed[Account.PAYABLE]
        assert balance.owed[Account.HELD] >= 0
        assert line.kind is not LineKind.DIRECT or balance.sum_posted() >= 0
        assert line.kind is LineKind.TRUE_UP or balance.owed[Account.PENDING] >= 0
    for partner in random_histories.PARTNERS:
        assert book.sum_account(Account.RESERVED, "EUR", partner) >= 0
        assert book.sum_account(Account.PAYABLE, "EUR", partner) == payable[partner]


@settings(max_examples=_EXAMPLES, deadline=None)
@given(random_histories.histories, random_histories.rules)
def test_a_second_run_stores_nothing(events: list[Json], rules: Json) -> None:
    player = play_with_payouts(events, rules)
    player.run(day(random_histories.END))
    assert player.run(day(random_histories.END)) == []
    assert player.run(day(random_histories.END + 1)) == []


@settings(max_examples=_EXAMPLES, deadline=None)
@given(random_histories.histories, random_histories.rules, st.lists(st.integers(0, 6), max_size=8))
def test_a_run_that_is_killed_and_repeated_is_one_run(events: list[Json], rules: Json, stops: list[int]) -> None:
    whole, killed = play([], 0, rules, random_histories.PARTNERS), play([], 0, rules, random_histories.PARTNERS)
    for each in sorted(events, key=lambda each: each["received"]):
        getattr(whole, f"_{each['type']}")(each)
        getattr(killed, f"_{each['type']}")(each)
    for stop in stops:
        for number, record in enumerate(plan_run(killed.make_stored(), killed.make_facts(), day(random_histories.END))):
            if number == stop:
                break
            killed.store(record)
    whole.run(day(random_histories.END))
    killed.run(day(random_histories.END))
    assert killed.make_stored() == whole.make_stored()


@settings(max_examples=_EXAMPLES, deadline=None)
@given(random_histories.quiet_histories, random_histories.rules)
def test_many_runs_post_what_one_late_run_posts(events: list[Json], rules: Json) -> None:
    """Only facts decide, not when a run comes; here without late clicks and statuses, which open decisions follow."""
    stepwise, late = (
        play(events, random_histories.END, rules, random_histories.PARTNERS),
        play([], 0, rules, random_histories.PARTNERS),
    )
    for each in sorted(events, key=lambda each: each["received"]):
        getattr(late, f"_{each['type']}")(each)
    late.run(day(random_histories.END))
    assert _sum_lines(stepwise.make_book()) == _sum_lines(late.make_book())


@settings(max_examples=_EXAMPLES, deadline=None)
@given(
    st.lists(random_histories.clicks, min_size=1, max_size=5), st.lists(st.integers(1, 4000), max_size=4), st.randoms()
)
def test_refunds_in_any_order_end_alike_and_parts_sum_to_the_rounded_whole(
    clicks: list[Json], amounts: list[int], random: Any
) -> None:
    rules: Json = {"model": "linear", "window_days": 365}
    events = [*clicks, sale(91, amount=9999, customer="c1")]
    refunds = [refund(92 + n, minor, id=str(n)) for n, minor in enumerate(amounts)]
    shuffled = random.sample(amounts, len(amounts))
    other = [refund(92 + n, minor, id=str(n)) for n, minor in enumerate(shuffled)]
    one, two = (play([*events, *each], 100, rules, random_histories.PARTNERS) for each in (refunds, other))
    assert _sum_lines(one.make_book()) == _sum_lines(two.make_book())
    history = make_history(one)
    decision = history.decisions["o1"]
    returned = history.find_returned(decision, day(100))
    rates = [share.rate_ppm * share.weight for share in decision.list_earning()]
    exact = sum(rates, Fraction(0)) * 9999 * returned.find_kept() / max(decision.total_weight, 1) / 1_000_000
    assert sum(split_parts(decision, returned).values()) == round_half_away(exact)


@settings(max_examples=_EXAMPLES, deadline=None)
@given(random_histories.histories, random_histories.rules)
def test_whoever_is_paid_is_paid_what_was_reserved(events: list[Json], rules: Json) -> None:
    player = play_with_payouts(events, rules)
    for run in player.runs.values():
        for item in run.items:
            assert sum(minor for _, minor in item.lines) == item.gross > 0
    book = player.make_book()
    paid = sum(item.gross for item in player.runs["r60.75"].items if item.partner != "B")
    assert sum(book.find_line(line).paid for line in book.list_lines()) == paid
    assert -book.sum_account(Account.CASH, "EUR") == paid


def _sum_lines(book: Book) -> Counter[tuple[str, str]]:
    """What lies in each account of each line."""
    found: Counter[tuple[str, str]] = Counter()
    for line in book.list_lines():
        for account in (*PARTNER_ACCOUNTS, *CUSTOMER_ACCOUNTS):
            found[line.id, account] += book.find_line(line).owed[account]
    return +found
