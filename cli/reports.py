"""`prm reports`: what stands behind the figures."""

import click

from reports.printed_sql import STATEMENTS, write_report
from reports.program_rules import MODELS
from warehouse.interface import Value


@click.group()
def reports() -> None:
    """Reports."""


@reports.command("sql")
@click.argument("report", type=click.Choice(sorted(STATEMENTS)))
@click.option("--model", "models", multiple=True, type=click.Choice(MODELS), help="Attribution model; may be repeated.")
@click.option("--by", default=None, metavar="DIMENSION", help="Dimension of the rows, like partner or channel.")
def print_sql(report: str, models: tuple[str, ...], by: str | None) -> None:
    """Print the statement of REPORT as a whole, with its typed parameters."""
    values: dict[str, Value] = {}
    if models:
        values["models"] = list(models)
    if by is not None:
        values["by"] = by
    click.echo(write_report(report, values))
