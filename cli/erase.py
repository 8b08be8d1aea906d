"""`prm erase`: takes a person out of everything that is kept, and looks whether anything is left."""

import time
from pathlib import Path

import click
from redis import Redis

from cli.failures import CommandFailed
from cli.ingest_pause import holding_ingest
from cli.options import choose_settings, data_dir_option, json_option, log_quietly, print_json
from cli.registry_access import choose_site
from events.keys import SPOOLED
from events.spool import read_waiting
from ingest.erasure import erase_dead_letters, erase_waiting
from settings import IngestSettings
from settings.data_directory import spool_directory
from supervisor.redis_client import connect_redis
from supervisor.warehouse_access import using_warehouse
from warehouse.interface import Warehouse
from warehouse.upkeep.erasure import Person, count_events, erase_person, find_mentions, find_person

_SPOOL_SECONDS = 30
# The judging of fraud goes on meanwhile and may write down once more what it had just read.
_ROUNDS = 3


@click.command()
@click.option("--visitor", default="", metavar="ID", help="One browser.")
@click.option("--customer", default="", metavar="ID", help="A customer, with the browsers that no other customer used.")
@click.option("--site", default=None, metavar="SITE", help="Id, site key or name; may be left out if there is one.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@data_dir_option
def erase(visitor: str, customer: str, site: str | None, yes: bool, as_json: bool, data_dir: Path | None) -> None:
    """Remove a person: events, conversions, identities, roll-ups, marks, stream, spool. Cannot be undone."""
    if bool(visitor) == bool(customer):
        raise CommandFailed("whom?", "Give one of --visitor and --customer.")
    site_id, _ = choose_site(data_dir, site)
    settings = choose_settings(IngestSettings, data_dir)
    log_quietly(settings)
    with using_warehouse(settings) as warehouse, connect_redis(settings) as redis:
        person = find_person(warehouse, site_id, visitor, customer)
        if not yes:
            count = count_events(warehouse, person)
            click.confirm(f"Remove {count:,} events of {len(person.visitors)} browsers for ever?", abort=True)
        with holding_ingest(redis, settings.shards):
            _wait_for_spool(redis, settings)
            removed = {
                "events on their way": erase_waiting(redis, settings.shards, person),
                "dead letters": erase_dead_letters(redis, person),
                **_erase_stored(warehouse, person, settings.clickhouse_cluster),
            }
    if as_json:
        print_json({name: count for name, count in removed.items() if count})
        return
    for name, count in removed.items():
        if count:
            click.echo(f"{count:>10,}  {name}")
    click.echo("nothing that names them is left")


def _erase_stored(warehouse: Warehouse, person: Person, cluster: str) -> dict[str, int]:
    removed: dict[str, int] = {}
    for _ in range(_ROUNDS):
        for table, count in erase_person(warehouse, person, cluster).items():
            removed[table] = removed.get(table, 0) + count
        mentions = find_mentions(warehouse, person)
        if not mentions:
            return removed
    where = ", ".join(f"{count} rows of {table}" for table, count in mentions.items())
    raise CommandFailed(f"still named in {where}", "They are about somebody else: look at them yourself.")


def _wait_for_spool(redis: Redis, settings: IngestSettings) -> None:
    """What trackers keep on disk reaches Redis by itself, and only there it can be erased."""
    deadline = time.monotonic() + _SPOOL_SECONDS
    while redis.hlen(SPOOLED) or any(each.events for each in read_waiting(spool_directory(settings.data_dir)).values()):
        if time.monotonic() > deadline:
            raise CommandFailed(
                "a tracker keeps events on its disk that Redis does not have yet",
                "Let the tracker run until its spool is empty, then try again.",
            )
        time.sleep(0.1)
