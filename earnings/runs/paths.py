"""The weighted path of each conversion, by the terms that are in force at its moment: who is credited, through what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec

from earnings.commissions.facts import Basis, Touch
from earnings.runs.programs import Programs
from earnings.runs.standing import PACKAGE, StandingConversion
from events.moments import DAY_MS, from_milliseconds, to_milliseconds
from registry.code_lookup import CodeLookup
from reports.attribution.statements import query_credits
from reports.paths.linked_people import query_linked_people
from reports.paths.question import CreditQuestion
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

# What stands in for a click, see paths.sql.
_BASES = (Basis.CLICK, Basis.REF, Basis.PROMO_CODE)
# One statement reads all days between its first conversion and its last: those far apart are asked for apart.
_LONGEST_GAP_MS = 7 * DAY_MS


@dataclass(frozen=True, slots=True)
class WeightedPath:
    """``program_id`` decides by its terms; ``is_declared``: credited by the ref or promo code that the sale names."""

    program_id: int
    basis: Basis
    touches: tuple[Touch, ...]
    is_expired: bool
    is_claimed: bool
    is_declared: bool


# When, which click, the ref that earns, what stands in, whether a partner's, the weight.
_RawTouch = tuple[int, str, str, int, bool, int]


class _Row(msgspec.Struct, frozen=True, gc=False):
    event_id: str
    program_id: int
    is_claimed: bool
    touches: list[_RawTouch]


class _Click(msgspec.Struct, frozen=True, gc=False):
    event_id: str
    ref: str
    promo_code: str
    at_ms: int
    link: str


def query_weighted_paths(
    warehouse: Warehouse,
    site_id: int,
    conversions: Sequence[StandingConversion],
    programs: Programs,
    codes: CodeLookup,
) -> dict[str, WeightedPath]:
    """Event id → its path; one statement for all conversions under the same terms whose times are near each other."""
    rows = [
        row
        for group in _group(conversions, programs)
        for row in _query_paths(warehouse, site_id, group, programs, codes)
    ]
    clicks = _query_clicks(warehouse, site_id, rows, programs)
    known = {each.event_id: each for each in conversions}
    return {row.event_id: _make_path(row, known[row.event_id], programs, codes, clicks) for row in rows}


def _group(conversions: Sequence[StandingConversion], programs: Programs) -> Iterator[list[StandingConversion]]:
    starts = sorted({to_milliseconds(terms.valid_from) for terms in programs.list_all()})
    ordered = sorted(conversions, key=lambda each: each.at_ms)
    group = ordered[:1]
    for earlier, later in pairwise(ordered):
        is_apart = later.at_ms - earlier.at_ms > _LONGEST_GAP_MS
        if is_apart or any(earlier.at_ms < start <= later.at_ms for start in starts):
            yield group
            group = []
        group.append(later)
    if group:
        yield group


def _query_paths(
    warehouse: Warehouse,
    site_id: int,
    conversions: Sequence[StandingConversion],
    programs: Programs,
    codes: CodeLookup,
) -> list[_Row]:
    rules = programs.find_rules(from_milliseconds(conversions[0].at_ms))
    question = CreditQuestion(
        site_id=site_id,
        from_ms=conversions[0].at_ms,
        to_ms=conversions[-1].at_ms + 1,
        rules=rules,
        models=(rules.model,),
        conversion_ids=tuple(each.event_id for each in conversions),
        made_ms=(min(each.made_ms for each in conversions), max(each.made_ms for each in conversions) + 1),
        # Who keeps a customer is decided in the ledger.
        bound_partners={},
    )
    narrowed = query_linked_people(warehouse, question)
    return query_credits(warehouse, narrowed, codes, (PACKAGE, "weights")).parse(_Row)


def _query_clicks(warehouse: Warehouse, site_id: int, rows: Sequence[_Row], programs: Programs) -> Mapping[str, _Click]:
    """Of the clicks whose link a reward depends on, and of those whose partner is not active at the conversion."""
    needs_links = any(terms.overrides.links for terms in programs.list_all())
    wanted = [
        touch for row in rows for touch in row.touches if not touch[3] and (needs_links or (touch[4] and not touch[2]))
    ]
    if not wanted:
        return {}
    moments = [touch[0] for touch in wanted]
    parameters: dict[str, Value] = {
        "site_id": site_id,
        "event_ids": [touch[1] for touch in wanted],
        "from_ms": min(moments),
        "to_ms": max(moments) + 1,
    }
    found = warehouse.query(read_statement(PACKAGE, "clicks"), parameters).parse(_Click)
    return {click.event_id: click for click in found}


def _make_path(
    row: _Row, conversion: StandingConversion, programs: Programs, codes: CodeLookup, clicks: Mapping[str, _Click]
) -> WeightedPath:
    touches = tuple(_make_touch(touch, codes, clicks) for touch in row.touches)
    stand_in = row.touches[-1][3]
    program_id = row.program_id or programs.default_id
    if any(touch.partner for touch in touches):
        return WeightedPath(program_id, _BASES[stand_in], touches, False, row.is_claimed, stand_in != 0)
    basis, partner = _find_inactive(conversion, codes) if stand_in else (Basis.NOBODY, "")
    if partner:
        named = Touch(partner, 1, from_milliseconds(conversion.at_ms))
        return WeightedPath(codes.find_program(partner), basis, (named,), False, False, True)
    is_expired = stand_in != 0 and bool(codes.find_partner(conversion.ref))
    return WeightedPath(program_id, Basis.NOBODY, (), is_expired, row.is_claimed, False)


def _make_touch(raw: _RawTouch, codes: CodeLookup, clicks: Mapping[str, _Click]) -> Touch:
    at_ms, touch_id, ref, stand_in, is_partner, weight = raw
    click = clicks.get(touch_id) if not stand_in else None
    partner = codes.find_partner(ref)
    if click and is_partner and not ref:
        # He is not active at the conversion: his part is nobody's, and the decision names him.
        partner = codes.find_partner(click.ref) or codes.find_promo_partner(click.promo_code, click.at_ms)
    return Touch(partner, weight, from_milliseconds(at_ms), click.link if click else "")


def _find_inactive(conversion: StandingConversion, codes: CodeLookup) -> tuple[Basis, str]:
    """Whom the conversion itself names, if he would be credited were he active."""
    named = (
        (Basis.REF, codes.find_partner(conversion.ref)),
        (Basis.PROMO_CODE, codes.find_promo_partner(conversion.promo_code, conversion.at_ms)),
    )
    found = ((basis, each) for basis, each in named if each and not codes.is_active(each, conversion.at_ms))
    return next(found, (Basis.NOBODY, ""))
