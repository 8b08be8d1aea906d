"""Sales that browsers invent for a known customer cut nothing from the path of a confirmed conversion."""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from events.enums import CONFIRMED_TRUST, TRUST, Source
from registry.code_lookup import CodeLookup
from reports.attribution.statements import query_credits
from reports.conversions.evidence import query_evidence
from reports.paths.crowd_search import query_crowds
from reports.paths.crowds import Crowds
from reports.paths.limits import PathLimits
from reports.paths.question import CreditQuestion
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.reports.attribution.test_attribution_reference import CODES, ask
from tests.reports.attribution.test_crowds import NO_CODES, RULES, ask_by_ref
from tests.reports.reference.clicks import Clicks
from tests.reports.reference.newest_clicks import NewestClicks
from tests.reports.reference.paths import find_paths, is_asked
from tests.reports.reference.shop_events import Story
from tests.reports.reference.shop_stories import make_story
from warehouse.interface import Warehouse

# So few touches that most are cut: of everybody, and of those alone who have many.
CUT = PathLimits(touches=4, shared_touches=4, least_touches=1, many_pairs=0)
CUT_OF_FEW = PathLimits(touches=4, shared_touches=4, least_touches=1, many_pairs=12)
START = at("2026-03-02")
CLICKS, FORGED = 100, 300
OWN, FORGED_FROM = 1_000, 10_000


def list_touches(
    warehouse: Warehouse, question: CreditQuestion, codes: CodeLookup = NO_CODES
) -> Mapping[str, list[tuple[Any, ...]]]:
    """Conversion → its touches, with what each earns."""
    found = defaultdict[str, list[tuple[Any, ...]]](list)
    for conversion_id, *touch in query_credits(warehouse, question, codes, ("tests.reports", "each_credit")).tuples():
        found[conversion_id].append(tuple(touch))
    return found


def make_buyer(site_id: int, who: Mapping[str, str], **said: object) -> list[dict[str, Any]]:
    """Clicks on the browser of a customer whom the shop knows, and his sale, which names him by ``who``."""
    known = {"site_id": site_id, "visitor_id": "v"}
    clicks = [
        make_event(n, START + timedelta(minutes=n), **known, source="browser", ref=f"r{n}", email_hash="")
        for n in range(CLICKS)
    ]
    names = make_event(CLICKS, START, **known, type="identify", customer_id="c", email_hash="e")
    paid = {"type": "sale", "amount_minor": 9_999, "currency": "EUR", "email_hash": "", **who, **said}
    sale = make_event(OWN, START + timedelta(days=3), site_id=site_id, order_id="own", **paid)
    return [*clicks, names, sale]


def forge_sales(site_id: int, who: Mapping[str, str], source: Source) -> list[dict[str, Any]]:
    """Each from a visitor of its own unless ``who`` names one, in the days before the sale."""
    return [
        make_event(
            FORGED_FROM + n,
            START + timedelta(days=2, minutes=n),
            site_id=site_id,
            type="sale",
            source=source,
            order_id=f"forged{n}",
            amount_minor=1,
            currency="EUR",
            **{"visitor_id": f"forger{n}", "email_hash": "", **who},
        )
        for n in range(FORGED)
    ]


@pytest.mark.parametrize("who", [{"customer_id": "c"}, {"email_hash": "e"}, {"visitor_id": "v"}], ids=str)
@pytest.mark.parametrize("source", [Source.BROWSER, Source.SERVER])
def test_forged_sales_cut_no_confirmed_sale(warehouse: Warehouse, who: dict[str, str], source: Source) -> None:
    site_id = 7_100 + len(str(who)) + 100 * (source is Source.SERVER)
    store_events(warehouse, make_buyer(site_id, who))
    question = ask_by_ref(site_id, PathLimits())
    alone = list_touches(warehouse, question)[event_id(OWN)]
    assert len(alone) == CLICKS
    store_events(warehouse, forge_sales(site_id, who, source))
    beside = list_touches(warehouse, question)[event_id(OWN)]
    evidence = query_evidence(warehouse, NO_CODES, RULES, site_id, event_id(OWN))
    assert evidence
    if source is Source.BROWSER:
        assert beside == alone
        assert len(evidence.path) == CLICKS
    else:
        # What is cut if the forger's word is believed.
        assert len(beside) == len(evidence.path) == evidence.touch_limit == 20_000 // (FORGED + 1)


def test_forged_sales_cut_no_approved_sale(warehouse: Warehouse) -> None:
    who, question = {"customer_id": "c"}, ask_by_ref(7_400, PathLimits())
    store_events(warehouse, [*make_buyer(7_400, who, source="browser"), *forge_sales(7_400, who, Source.BROWSER)])
    assert len(list_touches(warehouse, question)[event_id(OWN)]) == 20_000 // (FORGED + 1)
    approved = {"site_id": 7_400, "subject_kind": "conversion", "subject_id": event_id(OWN), "decision": "pay"}
    row = {**approved, "decided_by": "olga", "decided_at": START + timedelta(days=4)}
    warehouse.insert("decisions", {name: [value] for name, value in row.items()})
    assert len(list_touches(warehouse, question)[event_id(OWN)]) == CLICKS


@pytest.mark.parametrize("limits", [CUT, CUT_OF_FEW], ids=["everybody", "few"])
@pytest.mark.parametrize("seed", [320])
def test_what_browsers_invent_changes_no_confirmed_path(warehouse: Warehouse, seed: int, limits: PathLimits) -> None:
    story = make_story(seed, people=80)
    story.store(warehouse)
    question = ask(story, models=("linear",), limits=limits)
    crowds = query_crowds(warehouse, question)
    alone = list_touches(warehouse, question, CODES)
    kept = list_kept(story, question, crowds)
    store_events(warehouse, invent(story, random.Random(seed), crowds.list_persons()))
    beside = list_touches(warehouse, question, CODES)
    assert len(kept) > 40
    assert {each: beside[each] for each in kept} == {each: alone[each] for each in kept}


def list_kept(story: Story, question: CreditQuestion, crowds: Crowds) -> list[str]:
    """Confirmed conversions of which claims take nothing: what is credited is confirmed, and somebody's."""
    clicks = NewestClicks(story.events, question, crowds)
    confirmed = [event for event in story.events if TRUST[event["source"]] >= CONFIRMED_TRUST]
    asked = [event for event in confirmed if is_asked(question, event)]
    paths = find_paths(question, CODES, clicks, asked)
    return [
        path.conversion["event_id"]
        for path in paths
        if not path.is_claimed and (path.touches[0].event is not path.conversion or path.touches[0].partner)
    ]


def invent(story: Story, dice: random.Random, persons: Sequence[str]) -> list[dict[str, Any]]:
    """Sales, leads, sign-ins and clicks of visitors whom nobody knows, in the names of these persons."""
    names = {
        "customer_id": ["", *(each[1:] for each in persons if each.count("\0") == 1)],
        "email_hash": ["", *(each[2:] for each in persons if each.count("\0") == 2)],
    }
    moments = sorted({event["timestamp"] for event in story.events})
    events = []
    for n in range(4 * FORGED):
        who = {"customer_id": "", "email_hash": "", "visitor_id": f"forger{n // 2}"}
        if n % 4:
            who |= {column: dice.choice(ids) for column, ids in names.items()}
        said = {"order_id": f"forged{n}", "amount_minor": 1, "currency": "EUR"} if n % 4 == 1 else {}
        kind = ("click", "sale", "lead", "identify")[n % 4]
        known = {"site_id": story.site_id, "type": kind, "source": "browser", "ref": "alice"}
        events.append(make_event(FORGED_FROM + n, dice.choice(moments), **known, **who, **said))
    return events


@pytest.mark.parametrize("limits", [CUT, CUT_OF_FEW], ids=["everybody", "few"])
@pytest.mark.parametrize("seed", [330, 331])
def test_the_newest_clicks_are_those_of_the_definition(warehouse: Warehouse, seed: int, limits: PathLimits) -> None:
    story = make_story(seed, people=80)
    story.store(warehouse)
    question = ask(story, models=("linear",), limits=limits)
    clicks = NewestClicks(story.events, question, query_crowds(warehouse, question))
    found = list_touches(warehouse, question, CODES)
    paths = find_paths(question, CODES, clicks, [event for event in story.events if is_asked(question, event)])
    for path in paths:
        if not path.is_claimed:
            expected = {touch.event["event_id"] for touch in path.touches}
            assert {touch[1] for touch in found[path.conversion["event_id"]]} == expected, path.conversion
    uncut = find_paths(question, CODES, Clicks(story.events), [path.conversion for path in paths])
    lost = Counter(
        TRUST[path.conversion["source"]] >= CONFIRMED_TRUST
        for path, whole in zip(paths, uncut, strict=True)
        if len(path.touches) < len(whole.touches)
    )
    assert min(lost[True], lost[False]) > 0, "confirmed conversions lose clicks, and so do others"
