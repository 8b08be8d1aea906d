"""`prm erase`: removes a visitor, a customer or whom an e-mail address leads to from everything that is kept."""

from pathlib import Path

import click

from cli.failures import CommandFailed
from cli.lead_removal import remove_missing_leads
from cli.options import (
    any_site_option,
    data_dir_option,
    json_option,
    load_settings,
    print_removed,
    set_up_command_logging,
)
from cli.person_erasure import erase_found
from cli.registry_access import changing_registry, choose_site, open_registry
from database.compaction import compact_sqlite
from database.sessions import name_author
from events.email import normalise_email
from registry.keys import COMMAND
from registry.person_erasure import erase_from_registry
from settings import IngestSettings, RegistrySettings
from settings.data_directory import read_secret, registry_file
from supervisor.redis_client import adopt_shards, connect_redis
from supervisor.warehouse_access import connect_warehouse
from warehouse.upkeep.erasure import Person, count_events, find_person, find_person_by_email


@click.command()
@click.option("--visitor", default="", metavar="ID", help="One browser.")
@click.option("--customer", default="", metavar="ID", help="A customer, with the browsers that no other customer used.")
@click.option("--email", default="", metavar="ADDRESS", help="Whoever was seen with this e-mail address alone.")
@any_site_option
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@json_option
@data_dir_option
def erase(
    visitor: str, customer: str, email: str, site: str | None, yes: bool, as_json: bool, data_dir: Path | None
) -> None:
    """Erase a person: events, conversions, identities, roll-ups, marks, stream, spool. Cannot be undone."""
    if [bool(visitor), bool(customer), bool(email)].count(True) != 1:
        raise CommandFailed("give either --visitor, --customer or --email", "Run it once for each of them.")
    if email and not normalise_email(email):
        raise CommandFailed(f"{email} is not an e-mail address", "Give it as the person would write it.")
    site_id, _ = choose_site(data_dir, site)
    settings = load_settings(IngestSettings, data_dir)
    set_up_command_logging(settings)
    settings = adopt_shards(settings)
    with connect_warehouse(settings) as warehouse, connect_redis(settings) as redis:

        def find() -> Person:
            if email:
                return find_person_by_email(warehouse, site_id, email, read_secret(settings))
            return find_person(warehouse, site_id, visitor, customer)

        if not yes:
            person = find()
            count = count_events(warehouse, person)
            click.confirm(f"Erase {count:,} events of {len(person.visitors)} browsers forever?", abort=True)
        erased = erase_found(redis, warehouse, settings, find)
        removed = erased.removed
        with open_registry(load_settings(RegistrySettings, data_dir)) as sessions:
            removed["leads"] = remove_missing_leads(warehouse, name_author(sessions, COMMAND), site_id)
    with changing_registry(data_dir) as session:
        removed |= erase_from_registry(session, site_id, email, erased.customers)
    compact_sqlite(registry_file(settings.data_dir))
    print_removed(removed, "erased; no stored row contains this person's ids", as_json)
