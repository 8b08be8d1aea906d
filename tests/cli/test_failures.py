"""A known exception becomes one line with its remedy; any other stays a traceback."""

from importlib import import_module
from pathlib import Path

import pytest
from redis.exceptions import ConnectionError as RedisAway

from cli.failures import REMEDIES, WITH_REMEDY, CommandFailed, explain


@pytest.mark.parametrize("name", [*REMEDIES, *sorted(WITH_REMEDY)])
def test_each_known_exception_exists(name: str) -> None:
    module, _, kind = name.rpartition(".")
    assert issubclass(getattr(import_module(module), kind), Exception)


def test_a_subclass_of_a_known_exception_has_its_remedy() -> None:
    failure = explain(RedisAway("no answer"))
    assert (failure.message, failure.remedy) == ("no answer", REMEDIES["redis.exceptions.RedisError"])


def test_an_error_of_a_command_itself_is_unchanged() -> None:
    failure = CommandFailed("no such site", "See the list.")
    assert explain(failure) is failure


def test_an_unknown_exception_is_raised_again() -> None:
    with pytest.raises(ZeroDivisionError):
        explain(ZeroDivisionError())


def test_a_full_disk_is_named() -> None:
    with pytest.raises(OSError, match="No space left") as full, Path("/dev/full").open("w") as file:
        file.write("x")
    failure = explain(full.value)
    assert failure.message == f"no room on the disk: {full.value}"
    assert failure.remedy == "Make room on it, then start again."


def test_any_other_error_of_the_system_is_raised_again() -> None:
    with pytest.raises(IsADirectoryError):
        explain(IsADirectoryError())
