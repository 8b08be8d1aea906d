"""The levels of durability that a benchmark compares, by the settings of an installation."""

import argparse
from collections.abc import Mapping

# What is lost when the power fails, see docs/failures.md.
_LEVELS: Mapping[str, Mapping[str, str]] = {
    "always": {"PRM_APPENDFSYNC": "always", "PRM_WAREHOUSE_SYNC": "1"},
    "everysec": {"PRM_APPENDFSYNC": "everysec", "PRM_WAREHOUSE_SYNC": "1"},
    "unsynced": {"PRM_APPENDFSYNC": "everysec", "PRM_WAREHOUSE_SYNC": "0"},
}


def add_levels(parser: argparse.ArgumentParser) -> None:
    """The option ``--levels``; the default is that of an installation."""
    parser.add_argument("--levels", nargs="+", choices=list(_LEVELS), default=["always"], help="compared in turn")


def describe_level(level: str) -> Mapping[str, str]:
    """Its environment variables."""
    return _LEVELS[level]
