"""How a file is to be read: by a preset or by its own headings, with what somebody chose else; and what is not read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from transfer.errors import TransferFailed
from transfer.reading.presets import BY_NAME, WITHOUT_ORDERS, Preset, detect_preset
from transfer.reading.records import name_column
from transfer.reading.rule import AIDS, UTC, Rule


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chose; an empty one is found out.

    ``columns``: column to field; ``constants``: field to value; ``is_major`` None: as the preset has it.
    """

    preset: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    is_major: bool | None = None
    decimal: str = ""
    zone: ZoneInfo = UTC
    order: str = ""


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """A heading as it stands, and what it is read as; empty: nothing, and ``is_known``: that is no mistake."""

    column: str
    fields: tuple[str, ...]
    is_known: bool


@dataclass(frozen=True, slots=True)
class FieldNames:
    """``known`` are the fields of an event, ``derived`` those of an export that are computed again."""

    known: Collection[str]
    derived: Collection[str]


def make_rule(
    names: Sequence[str], choices: Choices, fields: FieldNames, codes: Mapping[str, str], currency: str
) -> tuple[Rule, list[ColumnUse]]:
    """The rule, and what becomes of each column; raises :class:`TransferFailed`.

    ``codes`` are the partners' by their e-mail addresses, ``currency`` is the site's: it stands where a preset's file
    has no column for it.
    """
    headings = {name_column(name): name for name in names}
    preset = _choose_preset(choices.preset, headings)
    chosen = {name_column(column): name for column, name in choices.columns.items()}
    _check_choices(chosen, choices, headings, fields)
    base = preset.columns if preset else {name: (name,) for name in sorted(fields.known)}
    columns = {**base, **{name: (column,) for column, name in chosen.items()}}
    constants = {**(preset.constants if preset else {}), **choices.constants}
    if preset and constants.get("type") == "sale":
        constants.setdefault("currency", currency)
    rule = Rule(
        columns=columns,
        constants=constants,
        is_major=bool(preset) if choices.is_major is None else choices.is_major,
        zone=choices.zone,
        order=choices.order,
        decimal=choices.decimal,
        codes=codes,
        left_out=() if preset else fields.derived,
        preset=preset,
    )
    uses = _list_uses(headings, rule, preset, fields)
    _check_repeated(names, [each.column for each in uses if each.fields])
    return rule, uses


def _check_repeated(names: Sequence[str], used: Collection[str]) -> None:
    """Which of two amounts is meant, nobody can know."""
    columns = [name_column(name) for name in names]
    for heading in used:
        if columns.count(name_column(heading)) > 1:
            raise TransferFailed(
                f"the file has several columns {heading}", "Give all but one of them another heading, or remove them."
            )


def _choose_preset(name: str, headings: Iterable[str]) -> Preset | None:
    if name in WITHOUT_ORDERS:
        raise TransferFailed(WITHOUT_ORDERS[name])
    return BY_NAME[name] if name else detect_preset(frozenset(headings))


def _check_choices(
    chosen: Mapping[str, str], choices: Choices, headings: Mapping[str, str], fields: FieldNames
) -> None:
    usable = sorted({*fields.known, *AIDS} - {"site", "signature", "sent_at", "import_id"})
    for name in (*chosen.values(), *choices.constants):
        if name not in usable:
            raise TransferFailed(f"{name} is no field of an event", f"Choose one of {', '.join(usable)}.")
    for column in chosen:
        if column not in headings:
            raise TransferFailed(f"the file has no column {column}", f"It has {', '.join(headings.values())}.")


def _list_uses(headings: Mapping[str, str], rule: Rule, preset: Preset | None, fields: FieldNames) -> list[ColumnUse]:
    uses: dict[str, list[str]] = {}
    for name, sources in (rule.columns or {}).items():
        for source in sources:
            uses.setdefault(source, []).append(name)
    if preset:
        uses |= {name: ["whether the row counts"] for name in preset.kept}
        uses |= {preset.notes[0]: [*preset.notes[1].values()]}
    extra = set() if preset else set(fields.derived)
    return [
        ColumnUse(heading, tuple(uses.get(name, ())), is_known=name in uses or name in extra or preset is not None)
        for name, heading in headings.items()
    ]
