"""The typed parameters of a funnel's statements: the steps an event may fill are bits, the first step 1."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from registry.code_lookup import CodeLookup
from reports.funnel.enums import Counting, Entry, Order
from reports.funnel.question import BOUNDS_SECONDS, MAX_MODES, Exclusion, FunnelQuestion, Step
from reports.period import Period
from warehouse.interface import Value


def make_parameters(site_id: int, period: Period, question: FunnelQuestion, codes: CodeLookup) -> Mapping[str, Value]:
    """The parameters of people.sql and of the files that continue it."""
    is_strict, is_totals = question.order is Order.STRICT, question.counting is Counting.TOTALS
    in_order = question.order in (Order.ORDERED, Order.STRICT)
    modes = dict(zip(("mode_1", "mode_2", "mode_3"), question.modes + question.modes[:1] * MAX_MODES, strict=False))
    return {
        "site_id": site_id,
        "from_ms": period.from_ms,
        "to_ms": period.to_ms,
        "window_ms": question.window_ms,
        "grace_ms": question.grace_ms,
        "step_count": len(question.steps),
        "strict": is_strict,
        "in_order": in_order,
        "every_event": is_strict or question.order is Order.ENGINE,
        "any_tie": bool(question.exclusions or question.grace_ms) or not _are_disjoint(question.steps),
        "every_journey": is_totals or not in_order,
        "first_entry": question.entry is Entry.FIRST,
        **modes,
        **_describe_steps(question.steps),
        **_describe_exclusions(question.exclusions, len(question.steps)),
        "by": question.by,
        "histogram": question.histogram,
        "bounds_ms": [1000 * seconds for seconds in BOUNDS_SECONDS],
        "bucket_count": len(BOUNDS_SECONDS),
        "refs": codes.refs,
        "ref_partners": codes.ref_partners,
    }


def _are_disjoint(steps: Sequence[Step]) -> bool:
    """Whether types and names alone show that no event can fill two of the steps."""
    return all(
        (one.type and other.type and one.type != other.type) or (one.name and other.name and one.name != other.name)
        for one, other in combinations(steps, 2)
    )


def _describe_steps(steps: Sequence[Step]) -> Mapping[str, Value]:
    types, type_steps, any_type = _map_to_bits([step.type for step in steps])
    names, name_steps, any_name = _map_to_bits([step.name for step in steps])
    with_path = [(step.path, 1 << n) for n, step in enumerate(steps) if step.path]
    with_property = [(step, 1 << n) for n, step in enumerate(steps) if step.property_name]
    return {
        "types": types,
        "type_steps": type_steps,
        "any_type": any_type,
        "names": names,
        "name_steps": name_steps,
        "any_name": any_name,
        "paths": [path for path, _ in with_path],
        "path_steps": [bit for _, bit in with_path],
        "no_path": sum(1 << n for n, step in enumerate(steps) if not step.path),
        "property_names": [step.property_name for step, _ in with_property],
        "property_values": [step.property_value for step, _ in with_property],
        "property_steps": [bit for _, bit in with_property],
        "no_property": sum(1 << n for n, step in enumerate(steps) if not step.property_name),
    }


def _describe_exclusions(exclusions: Sequence[Exclusion], step_count: int) -> Mapping[str, Value]:
    types, type_bits, any_type = _map_to_bits([each.type for each in exclusions])
    names, name_bits, any_name = _map_to_bits([each.name for each in exclusions])
    return {
        "any_exclusion": bool(exclusions),
        "exclude_types": types,
        "exclude_type_bits": type_bits,
        "exclude_any_type": any_type,
        "exclude_names": names,
        "exclude_name_bits": name_bits,
        "exclude_any_name": any_name,
        "striking": [
            sum(1 << n for n, each in enumerate(exclusions) if each.from_step < done <= each.to_step)
            for done in range(1, step_count)
        ],
    }


def _map_to_bits(wanted: Sequence[str]) -> tuple[list[str], list[int], int]:
    """The wanted values, for each the bits of the steps it matches, and the bits of the steps that any value matches.

    There is always a value, even if none is wanted: ClickHouse accepts no empty array in ``transform``.
    """
    any_value = sum(1 << n for n, value in enumerate(wanted) if not value)
    bits: dict[str, int] = defaultdict(lambda: any_value, {"": any_value})
    for n, value in enumerate(wanted):
        if value:
            bits[value] |= 1 << n
    return list(bits), list(bits.values()), any_value
