"""Which reports of a lead or sale are stored: those that make a conversion, and those that change how it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from events.enums import TRUST, DuplicateReason, Source

# Later reports of these fill what earlier ones left empty, and may correct the amount by a version.
_FILLING = frozenset(TRUST[source] for source in (Source.IMPORT, Source.SERVER))
_IMPORT = TRUST[Source.IMPORT]
NO_EVENT = "00000000-0000-0000-0000-000000000000"


class ConversionKey(NamedTuple):
    """``is_test``: a test and a real report never are of one conversion."""

    site_id: int
    key: str
    is_test: bool


@dataclass(frozen=True, slots=True)
class Report:
    """One report; ``named``: whether it names visitor, customer, e-mail, ref, promo code and payment.

    ``signed``: of a signed lead, what it shares with those of other names.
    """

    event_id: str
    received_ms: int
    trust: int
    version: int
    named: tuple[bool, ...]
    makes_conversion: bool = True
    signed: ConversionKey | None = None


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report and its place among those of its conversion, which is ``number`` where several came at once.

    ``is_erased``: of a person who was erased; nothing is stored of this conversion any more.
    """

    report: Report
    conversion_id: str
    number: int
    is_erased: bool = False
    is_in_batch: bool = False


@dataclass(frozen=True, slots=True)
class Decisions:
    """Row of the batch to what becomes of it; a row that is in none of them makes a conversion of its own.

    ``behind_import``: those of ``repeats`` whose conversion has an import's report.
    """

    later: Mapping[int, StoredReport] = field(default_factory=dict)
    repeats: Mapping[int, tuple[str, DuplicateReason]] = field(default_factory=dict)
    behind_import: frozenset[int] = frozenset()


NO_LEADS: Mapping[ConversionKey, str] = MappingProxyType({})
StoredReports = Mapping[ConversionKey, Sequence[StoredReport]]


def decide_reports(
    reports: Iterable[tuple[int, ConversionKey, Report]],
    stored: StoredReports,
    signed_leads: Mapping[ConversionKey, str] = NO_LEADS,
) -> Decisions:
    """``reports`` by row, in the order of their arrival; ``stored`` is what other batches have stored of their keys.

    ``signed_leads`` are the conversions of signed leads; one of another name under the same signature repeats it.
    """
    known = {key: list(found) for key, found in stored.items()}
    leads = {each: (conversion_id, DuplicateReason.ORDER_STORED) for each, conversion_id in signed_leads.items()}
    later: dict[int, StoredReport] = {}
    repeats: dict[int, tuple[str, DuplicateReason]] = {}
    behind_import: set[int] = set()
    for row, key, report in reports:
        earlier = known.get(key, []) if key.key else []
        if report.signed and report.makes_conversion and _is_above(report, earlier):
            if report.signed in leads:
                repeats[row] = leads[report.signed]
                continue
            conversion_id = _find_conversion(earlier) if earlier else report.event_id
            leads[report.signed] = conversion_id, DuplicateReason.ORDER_IN_BATCH
        if not earlier and not report.makes_conversion:
            repeats[row] = NO_EVENT, DuplicateReason.BELOW_SALES_FROM
        elif not earlier:
            if key.key:
                known[key] = [StoredReport(report, report.event_id, 0, is_in_batch=True)]
        elif report.makes_conversion and changes_standing(report, earlier):
            later[row] = _continue(report, earlier)
            earlier.append(later[row])
        else:
            repeats[row] = _find_conversion(earlier), _choose_reason(earlier)
            if any(each.report.trust == _IMPORT and not each.is_erased for each in earlier):
                behind_import.add(row)
    return Decisions(later, repeats, frozenset(behind_import))


def _is_above(report: Report, stored: Sequence[StoredReport]) -> bool:
    return all(each.report.trust < report.trust and not each.is_erased for each in stored)


def changes_standing(report: Report, stored: Sequence[StoredReport]) -> bool:
    """Whether the conversion says anything else with this report than by those that are stored."""
    if any(each.is_erased for each in stored):
        return False
    standing_trust = max(each.report.trust for each in stored)
    if report.trust != standing_trust:
        return report.trust > standing_trust
    peers = [each.report for each in stored if each.report.trust == standing_trust]
    before = [peer for peer in peers if peer.received_ms <= report.received_ms]
    if not before:
        return True
    return standing_trust in _FILLING and (_fills(report, before) or _names_amount(report, peers))


def _fills(report: Report, before: Sequence[Report]) -> bool:
    """Whether it names what none that was received before it names."""
    return any(names and not any(peer.named[n] for peer in before) for n, names in enumerate(report.named))


def _names_amount(report: Report, peers: Sequence[Report]) -> bool:
    """Whether its version is the highest; of equal ones the first received counts."""
    return all((report.version, -report.received_ms) > (peer.version, -peer.received_ms) for peer in peers)


def _continue(report: Report, earlier: Sequence[StoredReport]) -> StoredReport:
    number = max(each.number for each in earlier) + 1
    return StoredReport(report, _find_conversion(earlier), number, is_in_batch=True)


def _find_conversion(stored: Sequence[StoredReport]) -> str:
    return min(stored, key=lambda each: (each.report.received_ms, each.number)).conversion_id


def _choose_reason(earlier: Sequence[StoredReport]) -> DuplicateReason:
    in_batch = all(each.is_in_batch for each in earlier)
    return DuplicateReason.ORDER_IN_BATCH if in_batch else DuplicateReason.ORDER_STORED
