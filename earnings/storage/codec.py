"""Frozen dataclasses as canonical JSON and back, by their types; the same value is always the same text.

A field that has its default is left out, so the defaults of what is stored never change, and a new field has one.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin

Value = TypeVar("Value")
# What ``json`` returns, and the two directions of one type.
_Convert = Callable[[Any], Any]


def write_canonical(content: object) -> str:
    """ASCII, keys sorted, no blanks."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)


def encode(value: object) -> str:
    """The canonical JSON of a frozen dataclass."""
    kind: Any = type(value)
    return write_canonical(_find_encoder(kind)(value))


def decode(kind: type[Value], text: str) -> Value:
    """The value of this type; raises ``ValueError``, ``KeyError`` or ``TypeError`` for any other text."""
    hashable: Any = kind
    value: Value = _find_decoder(hashable)(json.loads(text))
    return value


@cache
def _find_encoder(kind: Any) -> _Convert:
    if is_dataclass(kind):
        return _make_object_encoder(kind)
    if get_origin(kind) is tuple:
        return _make_list_encoder(get_args(kind))
    if isinstance(kind, UnionType):
        return _allow_none(kind, _find_encoder)
    if kind is datetime:
        return _write_moment
    return str if kind is Fraction or _is_choice(kind) else _keep


@cache
def _find_decoder(kind: Any) -> _Convert:
    if is_dataclass(kind):
        return _make_object_decoder(kind)
    if get_origin(kind) is tuple:
        return _make_list_decoder(get_args(kind))
    if isinstance(kind, UnionType):
        return _allow_none(kind, _find_decoder)
    if kind is datetime:
        return datetime.fromisoformat
    if kind is Fraction:
        return _parse_fraction
    return kind if _is_choice(kind) else _keep


def _make_object_encoder(kind: Any) -> _Convert:
    types: dict[str, Any] = {field.name: field.type for field in fields(kind)}
    parts = [(field.name, _find_encoder(types[field.name]), field.default) for field in fields(kind)]

    def write(value: Any) -> dict[str, Any]:
        found = [(name, convert, getattr(value, name), default) for name, convert, default in parts]
        return {name: convert(own) for name, convert, own, default in found if default is MISSING or own != default}

    return write


def _make_object_decoder(kind: Any) -> _Convert:
    types: dict[str, Any] = {field.name: field.type for field in fields(kind)}
    parts = {name: _find_decoder(own) for name, own in types.items()}

    def read(raw: Mapping[str, Any]) -> Any:
        return kind(**{name: parts[name](own) for name, own in raw.items()})

    return read


def _make_list_encoder(kinds: tuple[Any, ...]) -> _Convert:
    if kinds[-1] is Ellipsis:
        convert = _find_encoder(kinds[0])
        return lambda values: [convert(value) for value in values]
    converts = [_find_encoder(each) for each in kinds]
    return lambda values: [convert(value) for convert, value in zip(converts, values, strict=True)]


def _make_list_decoder(kinds: tuple[Any, ...]) -> _Convert:
    if kinds[-1] is Ellipsis:
        convert = _find_decoder(kinds[0])
        return lambda raw: tuple([convert(value) for value in raw])
    converts = [_find_decoder(each) for each in kinds]
    return lambda raw: tuple([convert(value) for convert, value in zip(converts, raw, strict=True)])


def _allow_none(kind: UnionType, find: Callable[[Any], _Convert]) -> _Convert:
    """None or one type; or several that differ in JSON too, like ``str | int``."""
    named = [each for each in get_args(kind) if each is not type(None)]
    if len(named) > 1:
        return _keep
    convert = find(named[0])
    return lambda value: None if value is None else convert(value)


def _is_choice(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def _write_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _parse_fraction(text: str) -> Fraction:
    over, _, under = text.partition("/")
    return Fraction(int(over), int(under or 1))


def _keep(value: Any) -> Any:
    return value
