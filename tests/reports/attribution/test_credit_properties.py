"""What holds for any paths and refunds: no unit is lost, names do not matter, later clicks do not, why agrees."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain, count
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.moments import DAY_MS, to_milliseconds
from registry.code_lookup import CodeLookup
from reports.attribution.report import report_credits
from reports.attribution.statements import join_credit_statement
from reports.conversions.evidence import query_evidence
from reports.conversions.why import Trace, trace_touches
from reports.paths.question import CreditQuestion, make_parameters
from reports.program_rules import BY_PROGRAM, MODELS, TOUCH_MODELS, ProgramRules, Rules
from tests.fixtures.event_rows import at, make_event, store_events
from tests.fixtures.examples import choose_examples
from warehouse.interface import Warehouse

pytestmark = pytest.mark.random

START, END = at("2026-03-01"), at("2026-05-01")
NOBODY = ("unattributed", "direct", "(none)")
REFS = ("alice", "Ally", "bob", "outsider", "")
CODES = CodeLookup(
    partners=(),
    refs=["alice", "ally", "bob"],
    ref_partners=["alice", "alice", "bob"],
    ref_programs=[1, 1, 2],
    promo_codes=["alice10", "bob10"],
    promo_partners=["alice", "bob"],
    promo_programs=[1, 2],
)
# Programs that differ in everything.
RULES = Rules(
    (
        ProgramRules(1, "Default", 1, "linear", 30 * DAY_MS, promo_first=False),
        ProgramRules(2, "Bob's", 1, "time_decay", 7 * DAY_MS, promo_first=True),
    )
)
UNHURRIED = settings(
    max_examples=choose_examples(4, slow=16),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_numbers, _sites = count(1_000_000), count(1000)

# Few different times, so that equal ones and both edges of the windows come up.
_times = st.sampled_from([0, 1, 7, 8, 30, 31]).flatmap(lambda day: st.sampled_from([0, 1]).map(lambda ms: (day, ms)))
_clicks = st.fixed_dictionaries({
    "type": st.just("click"),
    "time": _times,
    "ref": st.sampled_from(REFS),
    "channel": st.sampled_from(["direct", "partner"]),
    "traffic": st.sampled_from(["human", "human", "human", "bot"]),
})  # fmt: skip
_sales = st.fixed_dictionaries({
    "type": st.just("sale"),
    "time": _times,
    "amount_minor": st.one_of(st.integers(0, 1000), st.integers(0, 10**15)),
    "refunds": st.lists(st.one_of(st.none(), st.integers(0, 400)), max_size=3),
    "ref": st.sampled_from(REFS),
    "promo_code": st.sampled_from(["", "", "ALICE10", "bob10", "unknown"]),
})  # fmt: skip
_people = st.lists(st.tuples(st.lists(_clicks, max_size=6), st.lists(_sales, max_size=2)), min_size=4, max_size=12)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A site of its own with what its people did."""

    site_id: int
    sales: tuple[str, ...]

    def ask(self, models: Sequence[str], by: str) -> CreditQuestion:
        """Everything, by all rules."""
        period = (to_milliseconds(START), to_milliseconds(END))
        return CreditQuestion(self.site_id, *period, RULES, by=by, types=("sale",), models=tuple(models))


def record(
    warehouse: Warehouse, people: Sequence[tuple[Sequence[Any], Sequence[Any]]], extra_days: int = 0
) -> Recorded:
    """Stores the story; with ``extra_days`` every buyer clicks again so long after all that he did."""
    site_id, events, sold = next(_sites), [], []
    for who, (clicks, sales) in enumerate(people):
        visitor: dict[str, Any] = {"site_id": site_id, "visitor_id": f"v{who}"}
        for click in clicks:
            events.append(_make(click, visitor, ("ref", "channel", "traffic")))
        for sale in sales:
            order = {**visitor, "order_id": f"o{next(_numbers)}", "currency": "EUR"}
            event = _make(sale, order, ("ref", "promo_code", "amount_minor"))
            sold.append(str(event["event_id"]))
            refunds = [{"type": "refund", "time": (40, 0), "amount_minor": amount} for amount in sale["refunds"]]
            events += [event, *(_make(refund, order, ("amount_minor",)) for refund in refunds)]
        if extra_days and sales:
            events.append(make_event(next(_numbers), _moment(31 + extra_days, 1), **visitor, ref="late"))
    store_events(warehouse, events)
    return Recorded(site_id, tuple(sold))


def _make(act: Mapping[str, Any], who: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    said = {name: act[name] for name in names}
    return make_event(next(_numbers), _moment(*act["time"]), **who, type=act["type"], **said)


def _moment(day: int, milliseconds: int) -> datetime:
    return START + timedelta(days=day, milliseconds=milliseconds)


def explain(warehouse: Warehouse, site_id: int, event_id: str, rules: Rules) -> Trace:
    """The trace that why shows."""
    evidence = query_evidence(warehouse, CODES, rules, site_id, event_id)
    assert evidence
    return trace_touches(event_id, evidence, CODES, rules)


def list_credits(warehouse: Warehouse, question: CreditQuestion) -> dict[str, list[dict[str, Any]]]:
    """Conversion → its touches that earn."""
    statement = join_credit_statement(("tests.reports", "each_credit"))
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in warehouse.query(statement, make_parameters(question, CODES)).dicts():
        found[str(row["conversion_id"])].append(row)
    return found


@given(people=_people)
@UNHURRIED
def test_credits_sum_exactly_to_the_conversion_why_says_the_same_and_the_report_is_their_sum(
    warehouse: Warehouse, people: list[tuple[list[Any], list[Any]]]
) -> None:
    recorded = record(warehouse, people)
    models = (BY_PROGRAM, *TOUCH_MODELS)
    credits = list_credits(warehouse, recorded.ask(models, "partner"))
    by_ref = list_credits(warehouse, recorded.ask([BY_PROGRAM], "ref"))
    assert credits.keys() == by_ref.keys() == set(recorded.sales)
    for n, (event_id, touches) in enumerate(credits.items()):
        of_models = {model: [touch for touch in touches if touch["model"] == model] for model in models}
        for earning in of_models.values():
            assert sum(touch["credit_minor"] for touch in earning) == touches[0]["net_minor"]
            assert sum(touch["share"] for touch in earning) == pytest.approx(1, rel=1e-12)
        # One after another: all of them for each conversion would take minutes.
        model = TOUCH_MODELS[n // 2 % len(TOUCH_MODELS)] if n % 2 else BY_PROGRAM
        rules = _with_model(model) if n % 2 else RULES
        earned = [touch for touch in explain(warehouse, recorded.site_id, event_id, rules).touches if touch.weight]
        assert {touch.event_id: touch.credit_minor for touch in earned} == {
            touch["touch_id"]: touch["credit_minor"] for touch in of_models[model]
        }, model
        if model == BY_PROGRAM:
            assert {touch.event_id: touch.ref for touch in earned} == {
                touch["touch_id"]: _name_ref(touch["key"]) for touch in by_ref[event_id]
            }
    money: dict[str, int] = defaultdict(int)
    for touch in chain.from_iterable(by_ref.values()):
        money[touch["key"]] += touch["credit_minor"]
    report = report_credits(warehouse, CODES, recorded.ask([BY_PROGRAM], "ref"))[BY_PROGRAM]
    assert {key: credit.revenue_minor["EUR"] for key, credit in report.items()} == money


def _name_ref(key: str) -> str:
    """The ref that why names for this key of the report."""
    return "" if key in NOBODY else key


def _with_model(model: str) -> Rules:
    return Rules(tuple(replace(each, model=model) for each in RULES.programs))


@given(people=_people, names=st.permutations(REFS[:4]))
@UNHURRIED
def test_linear_does_not_care_about_names(
    warehouse: Warehouse, people: list[tuple[list[Any], list[Any]]], names: list[str]
) -> None:
    new_name = dict(zip(REFS, [*names, ""], strict=True))
    unnamed = [(clicks, [{**sale, "ref": "", "promo_code": ""} for sale in sales]) for clicks, sales in people]
    renamed = [([{**click, "ref": new_name[click["ref"]]} for click in clicks], sales) for clicks, sales in unnamed]
    # One window for all: naming a partner applies that of the partner's program.
    first, second = (
        report_credits(warehouse, CODES, replace(asked, rules=RULES.within(30 * DAY_MS)))["linear"]
        for asked in (record(warehouse, story).ask(["linear"], "ref") for story in (unnamed, renamed))
    )
    conversions = {key: credit.conversions for key, credit in second.items()}
    assert {new_name.get(key, key): credit.conversions for key, credit in first.items()} == pytest.approx(conversions)


@given(people=_people)
@UNHURRIED
def test_a_click_after_the_conversion_changes_nothing_in_any_model(
    warehouse: Warehouse, people: list[tuple[list[Any], list[Any]]]
) -> None:
    first, second = (
        report_credits(warehouse, CODES, record(warehouse, people, extra_days=days).ask((BY_PROGRAM, *MODELS), "ref"))
        for days in (0, 2)
    )
    for model, credits in first.items():
        assert {key: credit.show() for key, credit in credits.items()} == {
            key: credit.show() for key, credit in cast(Mapping[str, Any], second[model]).items()
        }, model
