"""Parses the body of POST /funnel."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from console.api.values import read_choice, read_integer, read_text, read_texts, read_window_ms, refuse_unknown
from events.enums import EventType
from reports.errors import QuestionInvalid
from reports.funnel.enums import Counting, Entry, Mode, Order
from reports.funnel.question import (
    DEFAULT_WINDOW_MS,
    DIMENSIONS,
    MOST_EXCLUSIONS,
    MOST_MODES,
    MOST_STEPS,
    Exclusion,
    FunnelQuestion,
    Step,
)

_ANY_TYPE = ""
_FIELDS = (
    "steps",
    "order",
    "modes",
    "entry",
    "counting",
    "window",
    "grace",
    "from",
    "to",
    "tz",
    "by",
    "exclude",
    "histogram",
)
Item = TypeVar("Item")


def read_funnel(body: Mapping[str, object]) -> FunnelQuestion:
    """The question of a body; raises ``QuestionInvalid`` naming the field, like ``steps[1].type``."""
    refuse_unknown(body, _FIELDS)
    steps = _read_list(body, "steps", 1, MOST_STEPS, _read_step)
    question = FunnelQuestion(
        steps=steps,
        order=Order(read_choice(body, "order", tuple(Order), Order.ORDERED)),
        modes=_read_modes(body),
        entry=Entry(read_choice(body, "entry", tuple(Entry), Entry.BEST)),
        counting=Counting(read_choice(body, "counting", tuple(Counting), Counting.PEOPLE)),
        window_ms=read_window_ms(body, DEFAULT_WINDOW_MS),
        grace_ms=read_window_ms(body, 0, "grace"),
        by=read_choice(body, "by", ("", *DIMENSIONS), ""),
        exclusions=_read_list(
            body, "exclude", 0, MOST_EXCLUSIONS, lambda item: _read_exclusion(item, last_step=len(steps) - 1)
        ),
        histogram=_read_histogram(body),
    )
    _refuse_contradictions(question)
    return question


def _read_histogram(body: Mapping[str, object]) -> bool:
    asked = body.get("histogram", False)
    if not isinstance(asked, bool):
        raise QuestionInvalid("histogram", "give true or false")
    return asked


def _read_modes(body: Mapping[str, object]) -> tuple[Mode, ...]:
    modes = read_texts(body, "modes") or []
    if len(modes) > MOST_MODES or not set(modes) <= set(Mode):
        raise QuestionInvalid("modes", f"give up to {MOST_MODES} of " + ", ".join(Mode))
    return tuple(map(Mode, modes))


def _refuse_contradictions(question: FunnelQuestion) -> None:
    """What an order has no meaning for is an error, not left out."""
    is_engine = question.order is Order.ENGINE
    if question.modes and not is_engine:
        raise QuestionInvalid("modes", "modes are those of the order windowFunnel")
    if is_engine and (question.exclusions or question.grace_ms):
        raise QuestionInvalid("order", "windowFunnel knows neither exclusions nor grace")
    if is_engine and question.entry is Entry.FIRST:
        raise QuestionInvalid("entry", "windowFunnel takes the best attempt")
    if question.counting is Counting.TOTALS and question.order not in (Order.ORDERED, Order.STRICT):
        raise QuestionInvalid("counting", "totals are counted in the orders ordered and strict")


def _read_list(
    body: Mapping[str, object], field: str, fewest: int, most: int, read: Callable[[Mapping[str, object]], Item]
) -> tuple[Item, ...]:
    items = body.get(field, [])
    if not isinstance(items, list) or not fewest <= len(items) <= most:
        raise QuestionInvalid(field, f"give a list of {fewest} to {most}")
    return tuple(_read_item(f"{field}[{n}]", item, read) for n, item in enumerate(items))


def _read_item(field: str, item: object, read: Callable[[Mapping[str, object]], Item]) -> Item:
    if not isinstance(item, dict):
        raise QuestionInvalid(field, "give a JSON object")
    try:
        return read(item)
    except QuestionInvalid as exc:
        raise QuestionInvalid(f"{field}.{exc.field}", str(exc), exc.code) from None


def _read_step(item: Mapping[str, object]) -> Step:
    refuse_unknown(item, ("type", "name", "path", "property", "value"))
    step = Step(
        type=read_choice(item, "type", (_ANY_TYPE, *EventType), _ANY_TYPE),
        name=read_text(item, "name"),
        path=_read_path(item),
        property_name=read_text(item, "property"),
        property_value=read_text(item, "value"),
    )
    if not (step.type or step.name or step.path or step.property_name):
        raise QuestionInvalid("type", "a step that everything fills says nothing; give a type or a name")
    return step


def _read_path(item: Mapping[str, object]) -> str:
    """``/blog/*`` as a regular expression: a star stands for anything."""
    pattern = read_text(item, "path")
    return "^" + ".*".join(map(re.escape, pattern.split("*"))) + "$" if pattern else ""


def _read_exclusion(item: Mapping[str, object], last_step: int) -> Exclusion:
    refuse_unknown(item, ("type", "name", "from_step", "to_step"))
    exclusion = Exclusion(
        type=read_choice(item, "type", (_ANY_TYPE, *EventType), _ANY_TYPE),
        name=read_text(item, "name"),
        from_step=read_integer(item, "from_step", 0, max(0, last_step - 1), 0),
        to_step=read_integer(item, "to_step", 0, last_step, last_step),
    )
    if not (exclusion.type or exclusion.name):
        raise QuestionInvalid("name", "give a name or a type")
    if exclusion.to_step <= exclusion.from_step:
        raise QuestionInvalid("to_step", "give a step after from_step")
    return exclusion
