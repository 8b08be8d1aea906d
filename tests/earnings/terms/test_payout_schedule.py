"""The days on which a program pays: of the week, of the month, in the program's zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from earnings.terms.fields import TermsInvalid
from earnings.terms.parsing import parse_terms
from earnings.terms.payout_schedule import PayoutEvery, PayoutSchedule
from earnings.terms.sentences import describe_terms

WEEK, MONTH = PayoutEvery.WEEK, PayoutEvery.MONTH


@pytest.mark.parametrize(
    ("every", "day", "today", "expected"),
    [
        (WEEK, 5, "2026-03-15", "2026-03-20"),
        (WEEK, 7, "2026-03-15", "2026-03-15"),
        (WEEK, 1, "2026-12-29", "2027-01-04"),
        (MONTH, 15, "2026-03-15", "2026-03-15"),
        (MONTH, 14, "2026-03-15", "2026-04-14"),
        (MONTH, 31, "2026-02-01", "2026-02-28"),
        (MONTH, 30, "2024-02-10", "2024-02-29"),
        (MONTH, 31, "2026-03-31", "2026-03-31"),
        (MONTH, 1, "2026-12-31", "2027-01-01"),
        (MONTH, 31, "2026-01-31", "2026-01-31"),
    ],
)
def test_the_next_day_of_payment(every: PayoutEvery, day: int, today: str, expected: str) -> None:
    assert PayoutSchedule(every, day).find_day(date.fromisoformat(today)) == date.fromisoformat(expected)


def test_on_request_there_is_no_day() -> None:
    assert PayoutSchedule(PayoutEvery.REQUEST).find_day(date(2026, 3, 15)) is None


def test_the_cutoff_is_the_beginning_of_a_day_in_the_programs_zone() -> None:
    schedule = PayoutSchedule(MONTH, 1, cutoff_days=3)
    # Summer time began in between.
    assert schedule.find_cutoff(date(2026, 4, 1), ZoneInfo("Europe/Berlin")) == datetime(2026, 3, 28, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "sentence"),
    [
        ({"every": "week", "day": 5}, "Payouts are made every Friday."),
        ({"every": "month", "day": 31}, "Payouts are made on day 31 of each month, or its last."),
        (
            {"every": "month", "day": 10, "cutoff_days": 9},
            "Payouts are made on day 10 of each month, of what is approved 9 days before.",
        ),
        ({"every": "request"}, "Payouts are made on request of the partner."),
    ],
)
def test_terms_say_it_in_words(schedule: dict[str, object], sentence: str) -> None:
    terms = parse_terms({"rewards": [], "payout": {"schedule": schedule}}, 1)
    assert sentence in describe_terms(terms, "EUR")


@pytest.mark.parametrize(
    ("payout", "field"),
    [
        ({"schedule": {"every": "week", "day": 8}}, "payout.schedule.day"),
        ({"schedule": {"every": "month", "day": 32}}, "payout.schedule.day"),
        ({"schedule": {"every": "month", "day": 0}}, "payout.schedule.day"),
        ({"schedule": {"every": "request", "day": 1}}, "payout.schedule.day"),
        ({"schedule": {"every": "year"}}, "payout.schedule.every"),
        ({"schedule": {"every": "week", "day": 1, "cutoff_days": 400}}, "payout.schedule.cutoff_days"),
        ({"takes_requests": "yes"}, "payout.takes_requests"),
    ],
)
def test_a_schedule_that_cannot_be_is_rejected(payout: dict[str, object], field: str) -> None:
    with pytest.raises(TermsInvalid) as caught:
        parse_terms({"rewards": [], "payout": payout}, 1)
    assert caught.value.field == field
