"""`prm program`: the rules of a site."""

from pathlib import Path

import click

from cli.options import Command, data_dir_option, json_option, print_record, print_table, site_option
from cli.registry_access import changing_registry, reading_registry
from database.columns import utc_now
from registry.enums import Model, Priority
from registry.models import Program
from registry.sites import (
    archive_program,
    create_program,
    get_program,
    list_programs,
    resolve_site,
    update_program,
)

FIELD_NAMES = [
    "program_id",
    "name",
    "model",
    "window_days",
    "hold_days",
    "priority",
    "keeps_customer_months",
    "friends",
    "version",
]


def _rule_options(command: Command) -> Command:
    """What a program says; what is not given is the usual one, or stays."""
    for option in (
        click.option("--friends/--no-friends", default=None, help="Whether customers of the shop may refer others."),
        click.option(
            "--keeps-customer-months", type=int, help="How long customers stay with their partner; 0: not at all."
        ),
        click.option("--priority", type=click.Choice([priority.value for priority in Priority])),
        click.option("--hold-days", type=int),
        click.option("--window-days", type=int, help="How many days a click can earn credit."),
        click.option("--model", type=click.Choice([model.value for model in Model]), help="Which touches earn."),
    ):
        command = option(command)
    return command


@click.group()
def program() -> None:
    """Programs: the rules by which partners are paid."""


@program.command("create")
@site_option
@click.option("--name", required=True)
@_rule_options
@json_option
@data_dir_option
def create(site: str, name: str, as_json: bool, data_dir: Path | None, **rules: object) -> None:
    """Create a program; assign partners with `prm partner update --program`."""
    given = {name: value for name, value in rules.items() if value is not None}
    with changing_registry(data_dir) as session:
        made = create_program(session, resolve_site(session, site).id, name, **given)  # type: ignore[arg-type]
        print_record(FIELD_NAMES, _make_row(made), as_json)


@program.command("list")
@site_option
@json_option
@data_dir_option
def list_all(site: str, as_json: bool, data_dir: Path | None) -> None:
    """List the programs of a site that are not archived, the default one first."""
    with reading_registry(data_dir) as session:
        rows = [_make_row(each) for each in list_programs(session, resolve_site(session, site).id)]
    print_table(FIELD_NAMES, rows, as_json)


@program.command("read")
@click.argument("program_id", type=int)
@site_option
@json_option
@data_dir_option
def read(program_id: int, site: str, as_json: bool, data_dir: Path | None) -> None:
    """Show one program."""
    with reading_registry(data_dir) as session:
        found = get_program(session, resolve_site(session, site).id, program_id)
        print_record(FIELD_NAMES, _make_row(found), as_json)


@program.command("update")
@click.argument("program_id", type=int)
@site_option
@click.option("--name")
@_rule_options
@json_option
@data_dir_option
def update(program_id: int, site: str, name: str | None, as_json: bool, data_dir: Path | None, **rules: object) -> None:
    """Change a program, for all history; options that are not given keep their values."""
    with changing_registry(data_dir) as session:
        site_id = resolve_site(session, site).id
        changed = update_program(session, site_id, program_id, name=name, **rules)  # type: ignore[arg-type]
        print_record(FIELD_NAMES, _make_row(changed), as_json)


@program.command("archive")
@click.argument("program_id", type=int)
@site_option
@data_dir_option
def archive(program_id: int, site: str, data_dir: Path | None) -> None:
    """Archive a program; its partners move to the default program."""
    with changing_registry(data_dir) as session:
        archived = archive_program(session, resolve_site(session, site).id, program_id, utc_now())
    click.echo(f"program {archived.id}: {archived.name} is archived")


def _make_row(found: Program) -> list[object]:
    return [
        found.id,
        found.name,
        found.model,
        found.window_days,
        found.hold_days,
        found.priority,
        found.keeps_customer_months,
        found.friends,
        found.version,
    ]
