"""Reads one JSON object field by field; an error names the field, what is wrong with it and what to give."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)
_PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,4})?")
_LARGEST = 10**15


class TermsInvalid(ValueError):
    """Terms that cannot be used: ``field`` is the path of what is wrong."""

    def __init__(self, field: str, problem: str, remedy: str) -> None:
        super().__init__(f"{field}: {problem}; {remedy}")
        self.field, self.problem, self.remedy = field, problem, remedy


class Fields:
    """An object being read, and its path. ``finish`` rejects what nobody has taken."""

    def __init__(self, raw: object, place: str = "") -> None:
        if not isinstance(raw, Mapping):
            raise TermsInvalid(place or "terms", "is not an object", "give fields and values in braces")
        self._raw: dict[str, object] = {str(name): value for name, value in raw.items()}
        self.place = place

    def find_path(self, name: str) -> str:
        """The field's path from the outermost object."""
        return f"{self.place}.{name}" if self.place else name

    def take(self, name: str) -> object:
        """The value as it is, None where it is absent."""
        return self._raw.pop(name, None)

    def take_object(self, name: str) -> "Fields | None":
        """An object inside this one."""
        raw = self.take(name)
        return None if raw is None else Fields(raw, self.find_path(name))

    def take_objects(self, name: str) -> list["Fields"]:
        """A list of objects, empty where it is absent."""
        return [Fields(raw, f"{self.find_path(name)}[{n}]") for n, raw in enumerate(self.take_list(name))]

    def take_list(self, name: str) -> Sequence[object]:
        """A list of whatever, empty where it is absent."""
        raw = self.take(name)
        if raw is None:
            return []
        if not isinstance(raw, list | tuple):
            raise self.reject(name, "is not a list", "give values in brackets")
        return raw

    def take_texts(self, name: str) -> tuple[str, ...]:
        """A list of names; a single name is a list of one."""
        raw = self._raw.get(name)
        values = [self.take(name)] if isinstance(raw, str) else self.take_list(name)
        if not all(isinstance(value, str) and value for value in values):
            raise self.reject(name, "has a value that is no text", "give texts that are not empty")
        return tuple(str(value) for value in values)

    def take_text(self, name: str, default: str | None = None) -> str:
        """A text that is not empty."""
        value = self.take(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value:
            raise self.reject(name, "is missing" if value is None else "is no text", "give a text")
        return value

    def take_flag(self, name: str) -> bool:
        """True or false, false where it is absent."""
        value = self.take(name)
        if value is not None and not isinstance(value, bool):
            raise self.reject(name, "is neither true nor false", "give one of them")
        return bool(value)

    def find_number(self, name: str, least: int = 0) -> int | None:
        """A whole number from ``least`` on, None where it is absent."""
        value = self.take(name)
        return None if value is None else self.check_number(name, value, least)

    def take_number(self, name: str, default: int | None = None, least: int = 0) -> int:
        """A whole number from ``least`` on."""
        value = self.take(name)
        return self.check_number(name, default if value is None else value, least)

    def check_number(self, name: str, value: object, least: int) -> int:
        """The number of a JSON integer, or of a text of digits."""
        if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20:
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= _LARGEST:
            problem = "is missing" if value is None else f"{value!r} is not usable"
            raise self.reject(name, problem, f"give a whole number from {least} on")
        return value

    def find_rate(self, name: str) -> int | None:
        """A percent in parts per million, None where it is absent."""
        value = self.take(name)
        return None if value is None else self.check_rate(name, value)

    def take_rate(self, name: str) -> int:
        """A percent in parts per million."""
        return self.check_rate(name, self.take(name))

    def check_rate(self, name: str, value: object) -> int:
        """12.5 % is 125,000; a JSON float is rejected, since it is not exact."""
        text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
        if not _PERCENT.fullmatch(text):
            problem = "is missing" if value is None else f"{value!r} is not a percent"
            raise self.reject(name, problem, 'give a text with at most 4 digits after the point, like "12.5"')
        whole, _, fraction = text.partition(".")
        return int(whole + fraction.ljust(4, "0"))

    def take_choice(self, name: str, default: Choice) -> Choice:
        """One value of the closed set of ``default``."""
        value = self.take(name)
        choices = {str(choice): choice for choice in type(default)}
        if value is not None and value not in choices:
            raise self.reject(name, f"{value!r} is not known", "give one of " + ", ".join(choices))
        return default if value is None else choices[str(value)]

    def find_moment(self, name: str) -> datetime | None:
        """A moment of ISO 8601 with its zone, in UTC; None where it is absent."""
        value = self.take(name)
        if value is None:
            return None
        try:
            moment: datetime | None = datetime.fromisoformat(str(value))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise self.reject(
                name, f"{value!r} is not a moment", "give a date, a time and a zone: 2026-01-31T00:00:00Z"
            )
        return moment.astimezone(UTC)

    def take_amounts(self, name: str) -> dict[str, int]:
        """Minor units by currency."""
        inside = self.take_object(name)
        return {} if inside is None else {key: inside.take_number(key) for key in inside.list_names()}

    def list_names(self) -> list[str]:
        """The names that nobody has taken yet."""
        return list(self._raw)

    def finish(self) -> None:
        """Raises for what is left over."""
        for name in self._raw:
            raise self.reject(name, "is not known", "leave it out or correct its name")

    def reject(self, name: str, problem: str, remedy: str) -> TermsInvalid:
        """The error of one field."""
        return TermsInvalid(self.find_path(name), problem, remedy)
