"""What may go wrong in a foreseeable way, each told in one line with its remedy; everything else is a traceback."""

import sys
from typing import Any

import click
from redis.exceptions import RedisError

from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing, RegistryUnavailable
from settings import SettingInvalid
from warehouse.interface import WarehouseOwned, WarehouseRefused, WarehouseUnavailable


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
    SettingInvalid: "Change the variable or remove it to use its default.",
    RegistryInvalid: "Give another value.",
    RegistryConflict: "Choose another, or see what is there: prm site list, prm partner list, prm link list.",
    RegistryMissing: "See what is there: prm site list, prm partner list, prm link list, prm key list.",
    RegistryUnavailable: "Run `prm migrate`; if PRM_REGISTRY_URL is set, see that its server runs.",
    RedisError: "Start prm with `prm up`, or see that the server of PRM_REDIS_URL runs.",
    WarehouseOwned: "Stop that process first.",
    WarehouseUnavailable: "See that the server of PRM_CLICKHOUSE_URL runs.",
    WarehouseRefused: "Run `prm doctor`; the message above is ClickHouse's own.",
}


KNOWN_FAILURES: tuple[type[Exception], ...] = (*_REMEDIES, CommandFailed)


def tell(failure: Exception) -> CommandFailed:
    """A known failure as the problem and its remedy."""
    if isinstance(failure, CommandFailed):
        return failure
    remedy = next(text for kind, text in _REMEDIES.items() if isinstance(failure, kind))
    return CommandFailed(str(failure), remedy)


class TellingGroup(click.Group):
    """A command group that turns the known exceptions of all packages into :class:`CommandFailed`."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except KNOWN_FAILURES as exc:
            failure = tell(exc)
            raise failure from (None if failure is exc else exc)
