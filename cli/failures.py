"""Known exceptions of all packages as one line with its remedy; any other is a traceback."""

import errno
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


# By name: a tracker worker must not import the warehouse, the registry and redis-py.
REMEDIES = {
    "builtins.PermissionError": "Choose a --data-dir that you may write to.",
    "builtins.FileExistsError": "Choose a --data-dir that is a directory.",
    "builtins.NotADirectoryError": "Choose a --data-dir that is a directory.",
    "settings.environment.SettingInvalid": "Change the variable or remove it to use its default.",
    "registry.errors.RegistryInvalid": "Give another value.",
    "registry.errors.RegistryConflict": (
        "Choose another value, or list what exists: prm site list, prm partner list, and so link and promo-code."
    ),
    "fraud.errors.FraudRunBusy": "Run the command again when the fraud run has ended.",
    "reports.errors.SettlerBusy": "Run the command again when the settler has ended its turn.",
    "database.errors.ChangedConcurrently": "Run the command again.",
    "registry.errors.RegistryMissing": (
        "List what exists: prm site list; in a site prm partner list, and so program, link, promo-code, key and member."
    ),
    "database.errors.DatabaseUnavailable": "Run `prm migrate`; if PRM_REGISTRY_URL is set, check that its server runs.",
    "ingest.shards.pause.IngestBusy": (
        "Let ingest run (`prm up`, `prm ingest`) until its batch is stored, then try again."
    ),
    "ingest.errors.ShardsMissing": "Set PRM_SHARDS to the number in the message: it may be raised, never lowered.",
    "redis.exceptions.RedisError": "Start prm with `prm up`, or check that the server of PRM_REDIS_URL runs.",
    "warehouse.upkeep.migration.MigrationChanged": (
        "Install the version of prm that made this database, or restore the migration file."
    ),
    "warehouse.upkeep.migration.MigrationUnknown": "Install the version of prm that ran here last, or a newer one.",
    "warehouse.upkeep.cluster_members.ReplicaIncomplete": (
        "Make its tables as docs/scale.md says (Add servers to a ClickHouse cluster), or take it out of the cluster."
    ),
    "warehouse.interface.WarehouseOwned": "Stop that process first.",
    "warehouse.interface.WarehouseUnavailable": "Check that the server of PRM_CLICKHOUSE_URL runs.",
    "warehouse.interface.WarehouseDamaged": (
        "Restore the last backup into a new directory: prm restore BACKUP --data-dir NEW. Keep the damaged one."
    ),
    "warehouse.interface.StatementFailed": "Run `prm doctor`; the message above is from ClickHouse.",
}

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)

# Exceptions with a remedy of their own.
WITH_REMEDY = frozenset(
    {
        "database.errors.DatabaseMissing",
        "ingest.enrich.geo_errors.GeoDatabaseInvalid",
        "ingest.person_erasure.ErasureIncomplete",
        "supervisor.errors.StartFailed",
        "transfer.errors.TransferFailed",
        "warehouse.interface.WarehouseMissing",
    }
)


def explain(failure: Exception) -> CommandFailed:
    """A known exception as its problem and remedy; raises any other again."""
    if isinstance(failure, CommandFailed):
        return failure
    if isinstance(failure, OSError) and failure.errno in _DISK_FULL:
        return CommandFailed(f"no room on the disk: {failure}", "Make room on it, then start again.")
    names = [f"{kind.__module__}.{kind.__qualname__}" for kind in type(failure).__mro__]
    if not WITH_REMEDY.isdisjoint(names):
        return CommandFailed(str(failure), getattr(failure, "remedy", ""))
    remedy = next((REMEDIES[name] for name in names if name in REMEDIES), None)
    if remedy is None:
        raise failure
    return CommandFailed(str(failure), remedy)


class CommandGroup(click.Group):
    """Turns the known exceptions of all packages into :class:`CommandFailed`; imports a command when it is run.

    A tracker worker should not carry the libraries of the registry.
    """

    def __init__(self, *arguments: Any, locations: Mapping[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._locations = locations

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table, not of the alphabet."""
        return list(self._locations)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command named ``module:name``."""
        if cmd_name not in self._locations:
            return None
        module, _, name = self._locations[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as exc:  # noqa: BLE001 (explain raises what is unknown again)
            failure = explain(exc)
            raise failure from (None if failure is exc else exc)
