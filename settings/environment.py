"""Reads dataclasses from environment variables; an error names the variable, its value and the remedy."""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, TypeVar

Settings = TypeVar("Settings")
Network = IPv4Network | IPv6Network


class SettingInvalid(ValueError):
    """A variable's value cannot be used; the message names variable, value and remedy."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable; ``secret`` values may also come from the file named by ``NAME_FILE``."""

    name: str
    default: str
    help: str
    parse: Callable[[str], Any]
    secret: bool = False


def variable(
    name: str, default: str, help_text: str, parse: Callable[[str], Any] = str, *, secret: bool = False
) -> Any:
    """A dataclass field that is read from the environment."""
    return field(metadata={"variable": Variable(name, default, help_text, parse, secret)})


def list_variables(kind: type[Any]) -> list[Variable]:
    """The variables of a settings class, in the order of its fields."""
    return [entry.metadata["variable"] for entry in fields(kind) if "variable" in entry.metadata]


def read_settings(kind: type[Settings], environ: Mapping[str, str]) -> Settings:
    """An instance of ``kind`` from ``environ``; raises :class:`SettingInvalid`."""
    values: dict[str, Any] = {}
    for entry in fields(kind):  # type: ignore[arg-type]
        if "variable" in entry.metadata:
            values[entry.name] = _read_variable(entry.metadata["variable"], environ)
        elif entry.name == "given":
            values[entry.name] = frozenset(each.name for each in list_variables(kind) if each.name in environ)
        elif entry.default is MISSING:
            raise TypeError(f"{kind.__name__}.{entry.name} has no variable")
    return kind(**values)


def parse_integer(low: int, high: int) -> Callable[[str], int]:
    """Whole numbers from ``low`` to ``high``."""

    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise ValueError(f"give a whole number from {low} to {high}") from None
        if not low <= value <= high:
            raise ValueError(f"give a whole number from {low} to {high}")
        return value

    return parse


_UNIT_SECONDS = {"m": 60, "h": 3_600, "d": 86_400}


def parse_period(text: str) -> int:
    """Seconds of a period like ``30m``, ``6h`` or ``1d``."""
    found = re.fullmatch(r"([1-9][0-9]{0,5})([mhd])", text)
    if not found:
        raise ValueError("give minutes, hours or days like 30m, 6h or 1d")
    return int(found[1]) * _UNIT_SECONDS[found[2]]


def parse_flag(text: str) -> bool:
    """True for 1, true, yes, on; false for 0, false, no, off."""
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("give 1 or 0")


def parse_choice(*choices: str) -> Callable[[str], str]:
    """One of the given values."""

    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError("give one of " + ", ".join(choices))
        return text

    return parse


def parse_list(text: str) -> tuple[str, ...]:
    """Values separated by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def parse_payout_keys(text: str) -> str:
    """Keys of 64 hexadecimal digits separated by commas, or an empty string."""
    if not all(re.fullmatch(r"[0-9A-Fa-f]{64}", key) for key in parse_list(text)):
        raise ValueError("give keys of 64 hexadecimal digits; `openssl rand -hex 32` prints one")
    return text


def parse_networks(text: str) -> tuple[Network, ...]:
    """Networks in CIDR notation separated by commas; a bare address is a network of one."""
    try:
        return tuple(ip_network(part) for part in parse_list(text))
    except ValueError as exc:
        raise ValueError(f"give networks like 10.0.0.0/8,::1 ({exc})") from None


def parse_url_path(text: str) -> str:
    """The path of a URL, or an empty string."""
    if text and not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+", text):
        raise ValueError("give a path like /assets/metrics.js")
    return text


def parse_optional_path(text: str) -> Path | None:
    """A path, or None for an empty value."""
    return Path(text) if text else None


def _read_variable(entry: Variable, environ: Mapping[str, str]) -> Any:
    text = environ.get(entry.name)
    file_name = environ.get(f"{entry.name}_FILE") if entry.secret else None
    if text is None and file_name:
        try:
            text = Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as exc:
            raise SettingInvalid(f"{entry.name}_FILE={file_name!r} cannot be read: {exc.strerror}") from exc
    try:
        return entry.parse(entry.default if text is None else text)
    except ValueError as exc:
        shown = "(hidden)" if entry.secret else repr(text)
        raise SettingInvalid(f"{entry.name}={shown} is not usable: {exc}") from exc
