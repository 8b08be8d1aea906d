"""What each key earns under each model, in exact fractions and whole minor units."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from fractions import Fraction

from events.enums import CONFIRMED_TRUST, TRUST
from registry.code_lookup import CodeLookup
from reports.paths.question import CreditQuestion
from reports.program_rules import BY_PROGRAM
from tests.reports.reference.bindings import Kept, find_kept, keep
from tests.reports.reference.chain import measure_effects
from tests.reports.reference.clicks import Clicks
from tests.reports.reference.given_back import find_net
from tests.reports.reference.paths import NOBODY, Path, Touch, find_paths, is_asked
from tests.reports.reference.people import Event

Earned = Mapping[str, "Part"]


@dataclass(slots=True)
class Part:
    """What one key earned, by kind of conversion and by currency."""

    kinds: dict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    minor: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def flag_story(question: CreditQuestion, codes: CodeLookup, events: Sequence[Event]) -> dict[str, set[str]]:
    """Id of a conversion → ``late_click`` and ``unsigned_identity``, of those that show one."""
    conversions = [event for event in events if is_asked(question, event)]
    clicks = Clicks(events)
    paths = _keep_partners(question, codes, clicks, events, find_paths(question, codes, clicks, conversions))
    return {path.conversion["event_id"]: flags for path in paths if (flags := path.list_flags())}


def credit_story(question: CreditQuestion, codes: CodeLookup, events: Sequence[Event]) -> dict[str, Earned]:
    """Model → key → what it earned."""
    clicks = Clicks(events)
    conversions = [event for event in events if is_asked(question, event)]
    paths = find_paths(question, codes, clicks, conversions)
    kept_paths = _keep_partners(question, codes, clicks, events, paths)
    net_minor = {path.conversion["event_id"]: find_net(path.conversion, events) for path in paths}
    earned: dict[str, Earned] = {}
    for model in question.models:
        if model == "markov":
            effects = measure_effects(question, codes, paths, clicks)
            earned[model] = _credit_markov(kept_paths, effects, net_minor)
            continue
        parts = defaultdict[str, Part](Part)
        for path in kept_paths:
            _credit_path(path, model, question, net_minor[path.conversion["event_id"]], parts)
        earned[model] = parts
    return earned


def _keep_partners(
    question: CreditQuestion, codes: CodeLookup, clicks: Clicks, events: Sequence[Event], paths: Sequence[Path]
) -> Sequence[Path]:
    """The paths, of customers who keep their partners those of these; a customer may be bound since ever."""
    if not any(program.keeps_months for program in question.rules.programs):
        return paths
    everything = replace(question, from_ms=0, by="partner", types=("sale", "lead"))
    conversions = [event for event in events if is_asked(everything, event)]
    credited: Kept = {
        path.conversion["event_id"]: _list_sure(path, everything)
        for path in find_paths(everything, codes, clicks, conversions)
    }
    kept = find_kept(question.rules, codes, events, credited)
    return [
        keep(path, kept[path.conversion["event_id"]], question, codes) if path.conversion["event_id"] in kept else path
        for path in paths
    ]


def _list_sure(path: Path, question: CreditQuestion) -> list[str]:
    """Who is credited, but neither by a claim nor by what a signature does not cover."""
    model = path.program.model if question.rules.model == BY_PROGRAM else question.rules.model
    touches = path.list_touches(model)
    is_declared = touches[0].event is path.conversion
    is_unsigned = is_declared and TRUST[path.conversion["source"]] <= CONFIRMED_TRUST
    if path.is_claimed or is_unsigned:
        return []
    weights = _weigh(touches, model, question)
    earning = [touch.partner for touch, weight in zip(touches, weights, strict=True) if weight and touch.earning_ref]
    return [partner for partner in dict.fromkeys(earning) if partner]


def _credit_path(path: Path, model: str, question: CreditQuestion, net: int, parts: dict[str, Part]) -> None:
    conversion = path.conversion
    applied_model = path.program.model if model == BY_PROGRAM else model
    touches = path.list_touches(applied_model)
    weights = _weigh(touches, applied_model, question)
    money = split_exactly(net, weights)
    for touch, weight, minor in zip(touches, weights, money, strict=True):
        if weight and (question.own_refs is None or touch.earning_ref.lower() in question.own_refs):
            parts[touch.key].kinds[conversion["type"]] += weight / sum(weights)
            parts[touch.key].minor[conversion["currency"]] += minor


def _weigh(touches: Sequence[Touch], model: str, question: CreditQuestion) -> list[Fraction]:
    count, last = len(touches), len(touches) - 1
    if model == "shapley":
        keys = [touch.key for touch in touches]
        return [Fraction(keys.index(key) == n) for n, key in enumerate(keys)]
    if model == "time_decay":
        return [_decay(touch, touches[-1], question.half_life_ms) for touch in touches]
    if model == "position" and count > 1:
        first_percent, middle_percent, last_percent = question.position_percents
        ends = {0: Fraction(first_percent), last: Fraction(last_percent)}
        return [ends.get(n, Fraction(middle_percent, max(count - 2, 1))) for n in range(count)]
    if model in ("linear", "position"):
        return [Fraction(1)] * count
    indirect = [n for n, touch in enumerate(touches) if not touch.is_direct]
    partners = [n for n, touch in enumerate(touches) if touch.partner]
    winner = {
        "first_click": 0,
        "last_click": last,
        "last_non_direct": indirect[-1] if indirect else last,
        "last_partner_click": partners[-1] if partners else last,
    }[model]
    return [Fraction(n == winner) for n in range(count)]


def _decay(touch: Touch, last: Touch, half_life_ms: int) -> Fraction:
    age = last.event["timestamp"] - touch.event["timestamp"]
    with localcontext(prec=40):
        age_ms = Decimal(age.days * 86_400_000 + age.seconds * 1000 + age.microseconds // 1000)
        return Fraction(Decimal(2) ** (-age_ms / half_life_ms))


def split_exactly(amount_minor: int, weights: Sequence[Fraction]) -> list[int]:
    """Floors, and what is left over one unit each to the largest remainders, of equal ones to the earlier."""
    quotas = [amount_minor * weight / sum(weights) for weight in weights]
    parts = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(quotas)), key=lambda n: (parts[n] - quotas[n], n))
    for n in by_remainder[: amount_minor - sum(parts)]:
        parts[n] += 1
    return parts


def _credit_markov(paths: Sequence[Path], effects: Mapping[str, Fraction], net_minor: Mapping[str, int]) -> Earned:
    """The total of the conversions with touches by removal effect; the rest is nobody's."""
    total, nobody = Part(), Part()
    for path in paths:
        part = nobody if path.touches[0].is_nobodys else total
        part.kinds[path.conversion["type"]] += 1
        part.minor[path.conversion["currency"]] += net_minor[path.conversion["event_id"]]
    names = sorted(key for key, effect in effects.items() if effect > 0)
    weights = [effects[key] for key in names]
    money = {currency: split_exactly(minor, weights) for currency, minor in total.minor.items()} if names else {}
    parts = {
        key: Part(
            {kind: count * effects[key] / sum(weights) for kind, count in total.kinds.items()},
            {currency: amounts[n] for currency, amounts in money.items()},
        )
        for n, key in enumerate(names)
    }
    # Touches of partners who were not active at the conversion are a key of the chain, too.
    part = parts.setdefault(NOBODY, Part())
    for kind, count in nobody.kinds.items():
        part.kinds[kind] = part.kinds.get(kind, Fraction(0)) + count
    for currency, minor in nobody.minor.items():
        part.minor[currency] = part.minor.get(currency, 0) + minor
    return parts
