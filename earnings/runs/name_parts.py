"""Divides names of the ledger into parts that fit into a statement of the registry."""

from collections.abc import Iterator, Sequence

_AT_ONCE = 500


def divide_names(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """In their order."""
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))
