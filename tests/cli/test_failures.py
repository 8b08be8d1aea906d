"""A failure that can be foreseen is told in one line with its remedy; any other stays a traceback."""

from importlib import import_module

import pytest
from redis.exceptions import ConnectionError as RedisAway

from cli.failures import REMEDIES, CommandFailed, tell


@pytest.mark.parametrize("name", REMEDIES)
def test_each_known_failure_exists(name: str) -> None:
    module, _, kind = name.rpartition(".")
    assert issubclass(getattr(import_module(module), kind), Exception)


def test_a_kind_of_a_known_failure_has_its_remedy() -> None:
    told = tell(RedisAway("no answer"))
    assert (told.message, told.remedy) == ("no answer", REMEDIES["redis.exceptions.RedisError"])


def test_what_a_command_says_itself_is_told_as_it_is() -> None:
    failure = CommandFailed("no such site", "See the list.")
    assert tell(failure) is failure


def test_what_nobody_foresaw_is_raised_again() -> None:
    with pytest.raises(ZeroDivisionError):
        tell(ZeroDivisionError())
