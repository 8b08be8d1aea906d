"""What may go wrong in a foreseeable way, each told in one line with its remedy; everything else is a traceback."""

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


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


# By name: a tracker worker does without the megabytes of the warehouse, the registry and redis-py.
REMEDIES = {
    "builtins.PermissionError": "Choose a --data-dir that you may write to.",
    "builtins.FileExistsError": "Choose a --data-dir that is a directory.",
    "builtins.NotADirectoryError": "Choose a --data-dir that is a directory.",
    "settings.environment.SettingInvalid": "Change the variable or remove it to use its default.",
    "registry.errors.RegistryInvalid": "Give another value.",
    "registry.errors.RegistryConflict": (
        "Choose another, or see what is there: prm site list, prm partner list, prm link list."
    ),
    "database.errors.ChangedConcurrently": "Run the command again.",
    "registry.errors.RegistryMissing": (
        "See what is there: prm site list, prm partner list, prm link list, prm key list."
    ),
    "database.errors.DatabaseUnavailable": "Run `prm migrate`; if PRM_REGISTRY_URL is set, see that its server runs.",
    "ingest.errors.ShardsMissing": "The number of shards may grow and must not shrink.",
    "redis.exceptions.RedisError": "Start prm with `prm up`, or see that the server of PRM_REDIS_URL runs.",
    "warehouse.upkeep.migration.MigrationChanged": (
        "Install the version of prm that made this database, or restore the file."
    ),
    "warehouse.upkeep.migration.MigrationUnknown": "Install the version of prm that was here last, or a newer one.",
    "warehouse.interface.WarehouseOwned": "Stop that process first.",
    "warehouse.interface.WarehouseUnavailable": "See that the server of PRM_CLICKHOUSE_URL runs.",
    "warehouse.interface.StatementFailed": "Run `prm doctor`; the message above is ClickHouse's own.",
}

# Those that bring their own.
WITH_REMEDY = frozenset({"supervisor.errors.StartFailed", "transfer.errors.TransferFailed"})


def tell(failure: Exception) -> CommandFailed:
    """A known failure as the problem and its remedy; raises any other again."""
    if isinstance(failure, CommandFailed):
        return failure
    names = [f"{kind.__module__}.{kind.__qualname__}" for kind in type(failure).__mro__]
    if not WITH_REMEDY.isdisjoint(names):
        return CommandFailed(str(failure), getattr(failure, "remedy", ""))
    remedy = next((REMEDIES[name] for name in names if name in REMEDIES), None)
    if remedy is None:
        raise failure
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
        except Exception as exc:  # noqa: BLE001 (what nobody foresaw is raised again)
            failure = tell(exc)
            raise failure from (None if failure is exc else exc)
