"""The state of a line that was paid, taken back, and taken off a later payout."""

from tests.earnings.stories import click, event, list_lines, play, refund, sale


def test_a_paid_line_stays_paid_when_it_was_taken_off_the_next_payout() -> None:
    events = [
        click(1),
        sale(2),
        event("payout_run", 40, run="r1", currency="EUR"),
        event("payout_result", 41, run="r1", partner="A", result="paid"),
        refund(42),
        click(43),
        sale(44, "o2", amount=30000),
        event("payout_run", 80, run="r2", currency="EUR"),
        event("payout_result", 81, run="r2", partner="A", result="paid"),
    ]
    player = play(events, 82)
    assert list_lines(player) == {("o1", "A", "direct"): (0, "paid"), ("o2", "A", "direct"): (3000, "paid")}
    assert [item.gross for run in player.runs.values() for item in run.items] == [1000, 2000]
