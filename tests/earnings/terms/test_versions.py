"""The version in force at a moment, and which new ones may be saved."""

import pytest

from earnings.terms.fields import TermsInvalid
from earnings.terms.parsing import parse_terms
from earnings.terms.terms import Terms
from earnings.terms.versions import add_version, find_terms
from tests.earnings.stories import day


def make_terms(version: int, from_day: float) -> Terms:
    return parse_terms({"valid_from": day(from_day).isoformat()}, version)


def test_the_version_that_begins_last_is_in_force_from_its_first_moment_on() -> None:
    versions = [make_terms(1, 0), make_terms(2, 10)]
    found = [find_terms(versions, moment) for moment in (day(-1), day(9.99), day(10))]
    assert [terms and terms.version for terms in found] == [None, 1, 2]


def test_of_two_that_begin_together_the_newer_is_in_force() -> None:
    found = find_terms([make_terms(2, 0), make_terms(1, 0)], day(1))
    assert found
    assert found.version == 2


def test_the_first_terms_may_reach_back_and_later_ones_may_not() -> None:
    versions = add_version([], make_terms(1, -100), day(0))
    with pytest.raises(TermsInvalid, match="valid_from: lies in the past; give the present moment or a later one"):
        add_version(versions, make_terms(2, -1), day(0))
    assert len(add_version(versions, make_terms(2, 0), day(0))) == 2


def test_a_version_is_never_replaced() -> None:
    with pytest.raises(TermsInvalid, match="version: is taken"):
        add_version([make_terms(1, 0)], make_terms(1, 5), day(1))
