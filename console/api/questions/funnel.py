"""Parses the body of POST /funnel."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, TypeVar

from msgspec import Meta, field

from console.api.fields import Count, EventTypeName, Resource, choice
from console.api.values import parse_choice, parse_integer, parse_text, parse_texts, parse_window_ms, reject_unknown
from console.errors import InvalidRequest
from events.enums import EventType
from reports.funnel.enums import Counting, Entry, Mode, Order
from reports.funnel.question import (
    DEFAULT_WINDOW_MS,
    DIMENSIONS,
    MAX_EXCLUSIONS,
    MAX_MODES,
    MAX_STEPS,
    Exclusion,
    FunnelQuestion,
    Step,
)

_ANY_TYPE = ""
Item = TypeVar("Item")


class StepBody(Resource):
    """What fills a step: an event of this `type`, this `name`, this path (`/blog/*`), this value of a property."""

    type: EventTypeName = _ANY_TYPE
    name: str = ""
    path: str = ""
    property: str = ""
    value: str = ""


class ExclusionBody(Resource):
    """What must not happen between two steps, which are numbered from 0; `to_step` is the last one if not given."""

    type: EventTypeName = _ANY_TYPE
    name: str = ""
    from_step: Count = 0
    to_step: Count | None = None


class FunnelBody(Resource):
    """The window is inclusive, one event fills one step, the best attempt counts unless `entry` is `first`.

    `histogram`: also count the people of each step by the time they took.
    """

    steps: Annotated[list[StepBody], Meta(min_length=1, max_length=MAX_STEPS)]
    order: Annotated[str, choice(Order)] = Order.ORDERED.value
    modes: Annotated[list[str], Meta(max_length=MAX_MODES)] = field(default_factory=list)
    entry: Annotated[str, choice(Entry)] = Entry.BEST.value
    counting: Annotated[str, choice(Counting)] = Counting.PEOPLE.value
    window: str = "14d"
    grace: str = ""
    from_: str = field(name="from", default="")
    to: str = ""
    tz: str = "UTC"
    by: Annotated[str, choice(("", *DIMENSIONS))] = ""
    exclude: Annotated[list[ExclusionBody], Meta(max_length=MAX_EXCLUSIONS)] = field(default_factory=list)
    histogram: bool = False


def parse_funnel(body: Mapping[str, object]) -> FunnelQuestion:
    """The question of a body; raises ``InvalidRequest`` naming the field, like ``steps[1].type``."""
    reject_unknown(body, FunnelBody.names())
    steps = _parse_list(body, "steps", 1, MAX_STEPS, _parse_step)
    question = FunnelQuestion(
        steps=steps,
        order=Order(parse_choice(body, "order", tuple(Order), Order.ORDERED)),
        modes=_parse_modes(body),
        entry=Entry(parse_choice(body, "entry", tuple(Entry), Entry.BEST)),
        counting=Counting(parse_choice(body, "counting", tuple(Counting), Counting.PEOPLE)),
        window_ms=parse_window_ms(body, DEFAULT_WINDOW_MS),
        grace_ms=parse_window_ms(body, 0, "grace"),
        by=parse_choice(body, "by", ("", *DIMENSIONS), ""),
        exclusions=_parse_list(
            body, "exclude", 0, MAX_EXCLUSIONS, lambda item: _parse_exclusion(item, last_step=len(steps) - 1)
        ),
        histogram=_parse_histogram(body),
    )
    _reject_contradictions(question)
    return question


def _parse_histogram(body: Mapping[str, object]) -> bool:
    wanted = body.get("histogram", False)
    if not isinstance(wanted, bool):
        raise InvalidRequest("histogram", "give true or false")
    return wanted


def _parse_modes(body: Mapping[str, object]) -> tuple[Mode, ...]:
    modes = parse_texts(body, "modes") or []
    if len(modes) > MAX_MODES or not set(modes) <= set(Mode):
        raise InvalidRequest("modes", f"give up to {MAX_MODES} of " + ", ".join(Mode))
    return tuple(map(Mode, modes))


def _reject_contradictions(question: FunnelQuestion) -> None:
    """What an order has no meaning for is an error, not left out."""
    is_engine = question.order is Order.ENGINE
    if question.modes and not is_engine:
        raise InvalidRequest("modes", "modes are those of the order windowFunnel")
    if is_engine and (question.exclusions or question.grace_ms):
        raise InvalidRequest("order", "windowFunnel knows neither exclusions nor grace")
    if is_engine and question.entry is Entry.FIRST:
        raise InvalidRequest("entry", "windowFunnel takes the best attempt")
    if question.counting is Counting.TOTALS and question.order not in (Order.ORDERED, Order.STRICT):
        raise InvalidRequest("counting", "totals are counted in the orders ordered and strict")


def _parse_list(
    body: Mapping[str, object], field: str, fewest: int, most: int, read: Callable[[Mapping[str, object]], Item]
) -> tuple[Item, ...]:
    items = body.get(field, [])
    if not isinstance(items, list) or not fewest <= len(items) <= most:
        raise InvalidRequest(field, f"give a list of {fewest} to {most}")
    return tuple(_parse_item(f"{field}[{n}]", item, read) for n, item in enumerate(items))


def _parse_item(field: str, item: object, read: Callable[[Mapping[str, object]], Item]) -> Item:
    if not isinstance(item, dict):
        raise InvalidRequest(field, "give a JSON object")
    try:
        return read(item)
    except InvalidRequest as exc:
        raise InvalidRequest(f"{field}.{exc.field}", str(exc), exc.code) from None


def _parse_step(item: Mapping[str, object]) -> Step:
    reject_unknown(item, StepBody.names())
    step = Step(
        type=parse_choice(item, "type", (_ANY_TYPE, *EventType), _ANY_TYPE),
        name=parse_text(item, "name"),
        path=_parse_path(item),
        property_name=parse_text(item, "property"),
        property_value=parse_text(item, "value"),
    )
    if not (step.type or step.name or step.path or step.property_name):
        raise InvalidRequest("type", "a step without conditions matches every event; give a type or a name")
    return step


def _parse_path(item: Mapping[str, object]) -> str:
    """``/blog/*`` as a regular expression: a star stands for anything."""
    pattern = parse_text(item, "path")
    return "^" + ".*".join(map(re.escape, pattern.split("*"))) + "$" if pattern else ""


def _parse_exclusion(item: Mapping[str, object], last_step: int) -> Exclusion:
    reject_unknown(item, ExclusionBody.names())
    exclusion = Exclusion(
        type=parse_choice(item, "type", (_ANY_TYPE, *EventType), _ANY_TYPE),
        name=parse_text(item, "name"),
        from_step=parse_integer(item, "from_step", 0, max(0, last_step - 1), 0),
        to_step=parse_integer(item, "to_step", 0, last_step, last_step),
    )
    if not (exclusion.type or exclusion.name):
        raise InvalidRequest("name", "give a name or a type")
    if exclusion.to_step <= exclusion.from_step:
        raise InvalidRequest("to_step", "give a step after from_step")
    return exclusion
