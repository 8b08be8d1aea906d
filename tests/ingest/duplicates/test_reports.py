"""Which of several reports of a lead or sale are stored: those that make a conversion or change how it stands."""

from dataclasses import replace

import pytest

from events.enums import DuplicateReason
from ingest.conversion_keys import make_conversion_key
from ingest.duplicates.reports import NO_EVENT, ConversionKey, Decisions, Report, StoredReport, decide_reports

PIXEL, BROWSER, SIGNED, IMPORT, SERVER = range(1, 6)
KEY = ConversionKey(1, "o:A-1", False)
VISITOR, CUSTOMER, EVERYTHING = (True, False, False, False, False), (False, True, False, False, False), (True,) * 5


def report(
    trust: int, *, at: int = 0, version: int = 0, named: tuple[bool, ...] = VISITOR, below: bool = False
) -> Report:
    return Report("", at, trust, version, named, makes_conversion=not below)


# Reports in the order of their arrival, and which of them are stored.
CASES = {
    "one": ([report(BROWSER)], "s"),
    "a browser repeats": ([report(BROWSER), report(BROWSER, at=1)], "s-"),
    "a browser fills nothing": ([report(BROWSER), report(BROWSER, at=1, named=EVERYTHING)], "s-"),
    "signed fills nothing": ([report(SIGNED), report(SIGNED, at=1, named=EVERYTHING, version=9)], "s-"),
    "each is trusted more": ([report(trust, at=trust) for trust in range(1, 6)], "sssss"),
    "each is trusted less": ([report(trust, at=-trust) for trust in range(5, 0, -1)], "s----"),
    "less trusted names more": ([report(SERVER, named=VISITOR), report(IMPORT, named=EVERYTHING, version=9)], "s-"),
    "a server repeats": ([report(SERVER), report(SERVER, at=1)], "s-"),
    "a server fills": ([report(SERVER), report(SERVER, at=1, named=CUSTOMER)], "ss"),
    "a server fills once": ([report(SERVER), *[report(SERVER, at=1, named=CUSTOMER)] * 2], "ss-"),
    "an import fills": ([report(IMPORT), report(IMPORT, at=1, named=CUSTOMER)], "ss"),
    "nothing is filled from below": (
        [report(IMPORT, named=EVERYTHING), report(SERVER), report(SERVER, named=CUSTOMER)],
        "sss",
    ),
    "a version": ([report(SERVER), report(SERVER, at=1, version=1), report(SERVER, at=2, version=1)], "ss-"),
    "an older version": ([report(SERVER, version=2), report(SERVER, at=1, version=1)], "s-"),
    "a version from below": ([report(SERVER), report(IMPORT, at=1, version=7)], "s-"),
    "the earlier comes later": ([report(BROWSER, at=5), report(BROWSER, at=3)], "ss"),
    "an earlier server's version": ([report(SERVER, at=5, version=1), report(SERVER, at=3)], "ss"),
    "below": ([report(BROWSER, below=True)], "w"),
    "below twice": ([report(BROWSER, below=True)] * 2, "ww"),
    "below, then above": ([report(BROWSER, below=True), report(SERVER, at=1)], "ws"),
    "above, then below": ([report(BROWSER), report(SIGNED, at=1, below=True)], "s-"),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("in_one_batch", [True, False])
def test_a_report_is_stored_if_it_changes_what_stands(case: str, in_one_batch: bool) -> None:
    reports, expected = CASES[case]
    numbered = [replace(each, event_id=str(number)) for number, each in enumerate(reports)]
    assert "".join(_decide(numbered) if in_one_batch else _decide_one_by_one(numbered)) == expected


def test_a_repetition_names_the_conversion_and_whether_it_was_in_the_batch() -> None:
    first, again = report(SERVER), report(BROWSER)
    in_batch = decide_reports([(0, KEY, replace(first, event_id="a")), (1, KEY, again)], {})
    assert in_batch == Decisions({}, {1: ("a", DuplicateReason.ORDER_IN_BATCH)})
    stored = {KEY: [StoredReport(replace(first, event_id="b"), "a", 1)]}
    assert decide_reports([(1, KEY, again)], stored).repeats == {1: ("a", DuplicateReason.ORDER_STORED)}
    waiting = decide_reports([(0, KEY, report(BROWSER, below=True))], {})
    assert waiting.repeats == {0: (NO_EVENT, DuplicateReason.BELOW_SALES_FROM)}


def test_a_later_report_continues_the_conversion_of_the_first() -> None:
    stored = {KEY: [StoredReport(report(BROWSER), "a", 0), StoredReport(report(SIGNED, at=1), "a", 1)]}
    reports = [(4, KEY, report(IMPORT, at=2)), (6, KEY, report(SERVER, at=3))]
    later = decide_reports(reports, stored).later
    assert {row: (each.conversion_id, each.number) for row, each in later.items()} == {4: ("a", 2), 6: ("a", 3)}


def test_tests_and_real_reports_and_other_sites_do_not_concern_each_other() -> None:
    keys = [KEY, KEY._replace(is_test=True), KEY._replace(site_id=2), KEY._replace(key="o:A-1\n")]
    assert decide_reports([(row, key, report(SERVER)) for row, key in enumerate(keys)], {}) == Decisions({}, {})


def test_reports_without_a_key_are_each_a_conversion() -> None:
    nameless = KEY._replace(key="")
    reports = [
        (0, nameless, report(BROWSER)),
        (1, nameless, report(BROWSER)),
        (2, nameless, report(BROWSER, below=True)),
    ]
    assert decide_reports(reports, {}).repeats == {2: (NO_EVENT, DuplicateReason.BELOW_SALES_FROM)}


def test_nothing_is_stored_of_a_conversion_that_was_erased() -> None:
    stored = {KEY: [StoredReport(report(BROWSER), "a", 0, is_erased=True)]}
    assert decide_reports([(0, KEY, report(SERVER, at=1))], stored).repeats == {0: ("a", DuplicateReason.ORDER_STORED)}


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        (("sale", "A", "c", "e", "v", ""), "o:A"),
        (("sale", "", "c", "e", "v", ""), ""),
        (("lead", "A", "c", "e", "v", "trial"), "o:A\ntrial"),
        (("lead", "", "c", "e", "v", ""), "c:c\n"),
        (("lead", "", "", "e", "v", "trial"), "e:e\ntrial"),
        (("lead", "", "", "", "v", "trial"), "v:v\ntrial"),
        (("lead", "", "", "", "", "trial"), ""),
        (("refund", "A", "c", "e", "v", ""), ""),
    ],
)
def test_a_sale_is_one_by_order_and_a_lead_by_the_first_that_it_names(fields: tuple[str, ...], key: str) -> None:
    assert make_conversion_key(*fields) == key


def _decide(reports: list[Report]) -> list[str]:
    """Of each report whether it is stored (s), waits (w) or is a duplicate (-)."""
    decisions = decide_reports([(row, KEY, each) for row, each in enumerate(reports)], {})
    return [_name(decisions, row) for row in range(len(reports))]


def _decide_one_by_one(reports: list[Report]) -> list[str]:
    stored: list[StoredReport] = []
    names = []
    for each in reports:
        decisions = decide_reports([(0, KEY, each)], {KEY: stored} if stored else {})
        names.append(_name(decisions, 0))
        if names[-1] == "s":
            stored.append(decisions.later.get(0, StoredReport(each, each.event_id, 0)))
    return names


def _name(decisions: Decisions, row: int) -> str:
    if row not in decisions.repeats:
        return "s"
    return "w" if decisions.repeats[row][1] == DuplicateReason.BELOW_SALES_FROM else "-"
