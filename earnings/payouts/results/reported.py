"""One payment as a file of results or a bank statement reports it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from money.amount import Amount

# Made by earnings.payouts.files.payment.make_reference; banks break texts into lines of 27 or 35 characters.
_REFERENCE = re.compile(r"PRM[A-Z2-7]{13}")
_BREAKS = re.compile(r"\s+")


class ResultsInvalid(ValueError):
    """The file cannot be read; the message names the line or the field, and what to give."""


class Outcome(StrEnum):
    """What became of a payment; ``returned`` came back after it was paid."""

    CONFIRMED = "confirmed"
    FAILED = "failed"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Reported:
    """``amount`` None where the file names none; ``place`` is a line or entry of the file, for people."""

    reference: str
    outcome: Outcome
    amount: Amount | None
    place: str


def find_reference(texts: Iterable[str]) -> str:
    """The first reference of ours in any of the texts, however they are broken into lines; empty if there is none."""
    for text in texts:
        if found := _REFERENCE.search(text) or _REFERENCE.search(_BREAKS.sub("", text)):
            return found[0]
    return ""
