"""The stories of a shop are the same for the same seed, and each rule decides something in them."""

from collections import Counter

from registry.code_lookup import CodeLookup
from reports.paths.question import CreditQuestion
from reports.program_rules import DEFAULT_MODEL
from tests.reports.attribution.test_attribution_reference import CODES, ask
from tests.reports.reference.clicks import Clicks
from tests.reports.reference.credits import flag_story
from tests.reports.reference.paths import Path, find_paths, is_asked
from tests.reports.reference.shop_events import Story
from tests.reports.reference.shop_stories import make_story


def list_paths(story: Story, question: CreditQuestion, codes: CodeLookup) -> list[Path]:
    conversions = [event for event in story.events if is_asked(question, event)]
    return find_paths(question, codes, Clicks(story.events), conversions)


def test_a_seed_makes_one_story() -> None:
    first, second = (make_story(7, people=5).events for _ in range(2))
    assert [{**event, "site_id": 0} for event in first] == [{**event, "site_id": 0} for event in second]


def test_the_stories_show_each_flag() -> None:
    story = make_story(0, people=500)
    shown = Counter(flag for flags in flag_story(ask(story), CODES, story.events).values() for flag in flags)
    assert min(shown["late_click"], shown["unsigned_identity"]) > 10


def test_the_stories_have_paths_of_every_kind() -> None:
    story = make_story(0, people=500)
    kinds = Counter[str]()
    for path in list_paths(story, ask(story), CODES):
        has_click = path.touches[0].event is not path.conversion
        kinds["several clicks"] += len(path.touches) > 1
        kinds["nobody"] += path.touches[0].is_nobodys
        kinds["partner's ref or code"] += not has_click and bool(path.touches[0].partner)
        kinds["ref of nobody"] += not has_click and bool(path.touches[0].ref) and not path.touches[0].partner
        kinds["partner not active any more"] += any(touch.ref and not touch.earning_ref for touch in path.touches)
        lost = path.list_touches("last_partner_click") != path.list_touches(DEFAULT_MODEL)
        kinds["last partner click by what is named"] += lost and bool(path.stand_in.partner)
        kinds["last partner click of nobody"] += lost and not path.stand_in.partner
    assert len(kinds) == 7
    assert min(kinds.values()) > 5, kinds
