"""The first that applies decides whether money matures, waits, is held or comes back."""

from dataclasses import replace

import pytest

from earnings.commissions.facts import Conversion, Dispute, Review, Speaker, Word
from earnings.commissions.verdict import Ruling, Verdict, Why, find_verdict
from earnings.terms.parsing import parse_terms
from earnings.terms.terms import Kind
from events.enums import DisputeState
from tests.earnings.stories import day

SALE = Conversion("o1", Kind.SALE, day(0), day(0), 1000, "EUR")
PERSON, RULES = Speaker.PERSON, Speaker.RULES
OPENED = Dispute("o1", day(1), day(1), DisputeState.OPENED)
WON = Dispute("o1", day(2), day(2), DisputeState.WON)


def ask(
    words: list[tuple[Word, Speaker]],
    disputes: tuple[Dispute, ...] = (),
    conversion: Conversion = SALE,
    is_covered: bool = True,
    **rules: bool,
) -> Verdict:
    reviews = [Review("o1", day(n), word, by) for n, (word, by) in enumerate(words)]
    return find_verdict(conversion, parse_terms(rules), reviews, disputes, is_covered, day(30))


@pytest.mark.parametrize(
    ("words", "ruling", "why"),
    [
        ([], Ruling.PAY, Why.NOTHING),
        ([(Word.HOLD, RULES)], Ruling.HOLD, Why.RULES),
        ([(Word.REJECT, RULES)], Ruling.HOLD, Why.RULES),
        ([(Word.HOLD, RULES), (Word.PAY, RULES)], Ruling.PAY, Why.NOTHING),
        ([(Word.HOLD, RULES), (Word.PAY, PERSON)], Ruling.PAY, Why.PERSON),
        ([(Word.PAY, PERSON), (Word.HOLD, RULES)], Ruling.PAY, Why.PERSON),
        ([(Word.REJECT, PERSON)], Ruling.REJECT, Why.PERSON),
        ([(Word.REJECT, PERSON), (Word.UNDO, PERSON)], Ruling.PAY, Why.NOTHING),
        ([(Word.HOLD, RULES), (Word.REJECT, PERSON), (Word.UNDO, PERSON)], Ruling.HOLD, Why.RULES),
    ],
)
def test_the_last_word_of_a_person_comes_before_the_rules(
    words: list[tuple[Word, Speaker]], ruling: Ruling, why: Why
) -> None:
    assert ask(words) == Verdict(ruling, why)


def test_the_rules_reject_only_where_the_terms_let_them() -> None:
    assert ask([(Word.REJECT, RULES)], auto_reject=True).ruling is Ruling.REJECT


def test_an_open_dispute_holds_until_it_is_won() -> None:
    assert ask([], (OPENED,)) == Verdict(Ruling.HOLD, Why.DISPUTE)
    assert ask([], (OPENED, WON)).ruling is Ruling.PAY
    assert ask([(Word.PAY, PERSON)], (OPENED,)).ruling is Ruling.PAY


def test_what_no_fraud_run_has_covered_waits() -> None:
    assert ask([(Word.HOLD, RULES)], is_covered=False) == Verdict(Ruling.PENDING, Why.UNCOVERED)
    assert ask([(Word.PAY, PERSON)], is_covered=False).ruling is Ruling.PAY


def test_what_is_not_confirmed_waits_unless_the_terms_pay_it() -> None:
    unconfirmed, claim = replace(SALE, is_confirmed=False), replace(SALE, is_claim=True)
    assert ask([], conversion=unconfirmed) == Verdict(Ruling.PENDING, Why.UNCONFIRMED)
    assert ask([], conversion=claim) == Verdict(Ruling.PENDING, Why.UNSIGNED_IDENTITY)
    assert ask([(Word.HOLD, RULES)], conversion=unconfirmed).ruling is Ruling.HOLD
    assert ask([], conversion=unconfirmed, pay_unconfirmed=True).ruling is Ruling.PAY
    assert ask([(Word.APPROVE, PERSON)], conversion=unconfirmed).approved_at == day(0)
