"""What may go wrong in a foreseeable way, each told in one line with its remedy; everything else is a traceback."""

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing, RegistryUnavailable
from settings import SettingInvalid
from warehouse.interface import WarehouseOwned, WarehouseRefused, WarehouseUnavailable
from warehouse.migrating import MigrationChanged, MigrationUnknown


class CommandFailed(click.ClickException):
    """The command ends with status 1, the problem and what to do about it."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.remedy = remedy

    def show(self, file: Any = None) -> None:
        """Writes to standard error."""
        click.echo(f"prm: {self.message}", file=file or sys.stderr)
        if self.remedy:
            click.echo(f"     {self.remedy}", file=file or sys.stderr)


_REMEDIES: dict[type[Exception], str] = {
    PermissionError: "Choose a --data-dir that you may write to.",
    FileExistsError: "Choose a --data-dir that is a directory.",
    NotADirectoryError: "Choose a --data-dir that is a directory.",
    SettingInvalid: "Change the variable or remove it to use its default.",
    RegistryInvalid: "Give another value.",
    RegistryConflict: "Choose another, or see what is there: prm site list, prm partner list, prm link list.",
    RegistryMissing: "See what is there: prm site list, prm partner list, prm link list, prm key list.",
    RegistryUnavailable: "Run `prm migrate`; if PRM_REGISTRY_URL is set, see that its server runs.",
    MigrationChanged: "Install the version of prm that made this database, or restore the file.",
    MigrationUnknown: "Install the version of prm that was here last, or a newer one.",
    WarehouseOwned: "Stop that process first.",
    WarehouseUnavailable: "See that the server of PRM_CLICKHOUSE_URL runs.",
    WarehouseRefused: "Run `prm doctor`; the message above is ClickHouse's own.",
}


_REDIS_REMEDY = "Start prm with `prm up`, or see that the server of PRM_REDIS_URL runs."


def list_known_failures() -> tuple[type[Exception], ...]:
    """Those of redis-py only where it is loaded: a tracker worker does without its megabytes."""
    redis = sys.modules.get("redis.exceptions")
    return (*_REMEDIES, CommandFailed, *((redis.RedisError,) if redis else ()))


def tell(failure: Exception) -> CommandFailed:
    """A known failure as the problem and its remedy."""
    if isinstance(failure, CommandFailed):
        return failure
    remedy = next((text for kind, text in _REMEDIES.items() if isinstance(failure, kind)), _REDIS_REMEDY)
    return CommandFailed(str(failure), remedy)


class TellingGroup(click.Group):
    """Turns the known exceptions of all packages into :class:`CommandFailed`; imports a command when it is asked for.

    A tracker worker should not carry the libraries of the registry.
    """

    def __init__(self, *arguments: Any, commands_by_place: Mapping[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._places = commands_by_place

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they were given."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command named ``module:name``."""
        if cmd_name not in self._places:
            return None
        module, _, name = self._places[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except list_known_failures() as exc:
            failure = tell(exc)
            raise failure from (None if failure is exc else exc)
