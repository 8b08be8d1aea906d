"""Computes paths by the files of the live statement, and writes them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import msgspec

from registry.code_lookup import NO_CODES
from reports.paths.crowd_search import query_crowd_ids
from reports.paths.crowds import NO_CROWDS, Crowds
from reports.paths.question import CreditQuestion, InHand, make_parameters
from reports.paths.statements import PACKAGE as PATHS_PACKAGE
from reports.paths.statements import Part, join_people_statement, query_has_earlier_clicks, query_narrowed
from reports.program_rules import ProgramRules, Rules
from reports.settled.turn_log import LastTurn
from warehouse.interface import MemoryExceeded, Value, Warehouse
from warehouse.sql_files import join_statements, read_statement

_PACKAGE = "reports.settled"
# Every moment of an event is before.
END_MS = 4_102_444_800_000
# With more clicks a path is computed when it is read.
_MOST_CLICKS = 20_000
_MOST_CLICKS_IN_HAND = 200
_MOST_IN_HAND_CHARACTERS = 4_000_000
# Conversions named in one statement.
_CHUNK = 5000
# What does not fit into memory is divided down to such spans.
_SHORTEST_SPAN_MS = 60_000


class _InHandRow(msgspec.Struct, frozen=True, gc=False):
    event_id: str
    is_computed: bool
    text: str


@dataclass(frozen=True, slots=True)
class Settling:
    """One turn's writing for a site: under which version, for which longest window, and who is crowded."""

    warehouse: Warehouse
    site_id: int
    version: int
    generation: int
    window_ms: int
    crowds: Crowds = NO_CROWDS

    def ask(self, from_ms: int = 0, to_ms: int = END_MS) -> CreditQuestion:
        """All conversions of a period, by the longest window."""
        rules = Rules((ProgramRules(0, "", 0, "", self.window_ms, promo_first=False),))
        return CreditQuestion(self.site_id, from_ms, to_ms, rules, crowds=self.crowds)

    def count_crowded(self) -> int:
        """How many conversions are of crowds, or how many crowds there are: they may have only those of others."""
        asked: dict[str, Value] = {"site_id": self.site_id, "generation": self.generation}
        rows = self.warehouse.query(read_statement(_PACKAGE, "count_crowded"), asked)
        return max(rows.parse_value(int), len(self.crowds.ids))


def begin_settling(warehouse: Warehouse, site_id: int, last: LastTurn) -> Settling:
    """With the crowds of any question: those of all conversions and clicks together."""
    settling = Settling(warehouse, site_id, last.next_turn, last.generation, last.window_ms)
    return replace(settling, crowds=query_crowd_ids(warehouse, settling.ask()))


def settle_span(settling: Settling, from_ms: int, to_ms: int) -> None:
    """The conversions of a period; in parts where one statement would need too much memory."""
    try:
        question = settling.ask(from_ms, to_ms)
        crowded = _query_crowded(settling, question)
        _settle(settling, replace(question, left_out_ids=tuple(crowded)))
        _record_crowded(settling, question, crowded)
    except MemoryExceeded:
        if to_ms - from_ms <= _SHORTEST_SPAN_MS:
            raise
        middle_ms = (from_ms + to_ms) // 2
        settle_span(settling, from_ms, middle_ms)
        settle_span(settling, middle_ms, to_ms)


def settle_conversions(settling: Settling, conversion_ids: Sequence[str]) -> None:
    """These alone; in smaller parts where one statement would need too much memory."""
    for chunk in _split(conversion_ids):
        try:
            _settle_named(settling, chunk)
        except MemoryExceeded:
            if len(chunk) == 1:
                raise
            for half in (chunk[::2], chunk[1::2]):
                settle_conversions(settling, half)


def find_in_hand(settling: Settling, conversion_ids: Sequence[str]) -> InHand:
    """The paths of these as they would be settled, without those that have to be computed when they are read."""
    question = replace(settling.ask(), conversion_ids=tuple(conversion_ids))
    others = tuple(set(conversion_ids) - set(_query_crowded(settling, question)))
    if not others:
        return InHand()
    question = query_narrowed(settling.warehouse, replace(question, conversion_ids=others))
    statement = join_statements(*_find_paths(settling, question), (_PACKAGE, "in_hand"))
    asked = _make_parameters(settling, question) | {"most_clicks": _MOST_CLICKS_IN_HAND}
    rows = settling.warehouse.query(statement, asked).parse(_InHandRow)
    sizes = accumulate(len(row.text) for row in rows)
    kept = [
        (row.event_id, row.text)
        for row, size in zip(rows, sizes, strict=True)
        if not row.is_computed and size <= _MOST_IN_HAND_CHARACTERS
    ]
    return InHand(f"[{','.join(text for _, text in kept)}]", frozenset(event_id for event_id, _ in kept))


def _settle_named(settling: Settling, conversion_ids: Sequence[str]) -> None:
    question = replace(settling.ask(), conversion_ids=tuple(conversion_ids))
    crowded = _query_crowded(settling, question)
    if others := tuple(set(conversion_ids) - set(crowded)):
        _settle(settling, query_narrowed(settling.warehouse, replace(question, conversion_ids=others)))
    _record_crowded(settling, question, crowded)


def _settle(settling: Settling, question: CreditQuestion) -> None:
    statement = join_statements((_PACKAGE, "settle_into"), *_find_paths(settling, question), (_PACKAGE, "settle"))
    settling.warehouse.execute(statement, _make_parameters(settling, question))


def _record_crowded(settling: Settling, question: CreditQuestion, crowded: Sequence[str]) -> None:
    parameters = _make_parameters(settling, question)
    for chunk in _split(crowded):
        settling.warehouse.execute(read_statement(_PACKAGE, "settle_crowded"), {**parameters, "conversion_ids": chunk})


def _query_crowded(settling: Settling, question: CreditQuestion) -> list[str]:
    if not settling.crowds.ids:
        return []
    statement = join_people_statement((_PACKAGE, "crowded_conversions"))
    rows = settling.warehouse.query(statement, _make_parameters(settling, question))
    return [event_id for (event_id,) in rows.parse_tuples(tuple[str])]


def _make_parameters(settling: Settling, question: CreditQuestion) -> dict[str, Value]:
    return {
        **make_parameters(question, NO_CODES),
        "version": settling.version,
        "generation": settling.generation,
        "most_clicks": _MOST_CLICKS,
    }


def _find_paths(settling: Settling, question: CreditQuestion) -> tuple[Part, ...]:
    """The files that end with ``found_paths``."""
    earlier = "earlier_referrals" if query_has_earlier_clicks(settling.warehouse, question) else "no_earlier_referrals"
    names = ("conversions", "people", earlier, "clicks", "carried_identities", "clicks_of_conversions")
    return (*((PATHS_PACKAGE, name) for name in names), (_PACKAGE, "found_paths"))


def _split(conversion_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (conversion_ids[start : start + _CHUNK] for start in range(0, len(conversion_ids), _CHUNK))
