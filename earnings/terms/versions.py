"""The versions of a program's terms, and which is in force when."""

from collections.abc import Sequence
from datetime import datetime

from earnings.terms.fields import TermsInvalid
from earnings.terms.terms import Terms


def find_terms(versions: Sequence[Terms], moment: datetime) -> Terms | None:
    """The version in force: of those that had begun the one that begins last, of equal ones the newest."""
    begun = [terms for terms in versions if terms.valid_from <= moment]
    return max(begun, key=lambda terms: (terms.valid_from, terms.version), default=None)


def add_version(versions: Sequence[Terms], terms: Terms, now: datetime) -> list[Terms]:
    """All versions with the new one; raises ``TermsInvalid`` for one that would change the past.

    A program's first terms may reach back: its imported history would earn nothing otherwise.
    """
    if versions and terms.valid_from < now:
        raise TermsInvalid("valid_from", "lies in the past", "give the present moment or a later one")
    if any(terms.version <= other.version for other in versions):
        raise TermsInvalid("version", "is taken", "give the number after the last version")
    return [*versions, terms]
