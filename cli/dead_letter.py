"""`prm dead-letter`: events that could not be stored: list, replay, discard."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import click
from redis import Redis

from cli.failures import CommandFailed
from cli.options import data_dir_option, json_option, load_settings, print_json, print_table
from ingest.dead_letters.replay import is_replayable, replay_dead_letter
from ingest.dead_letters.stream import (
    DeadLetterEntry,
    count_dead_letters,
    discard_dead_letter,
    find_dead_letter,
    list_dead_letters,
)
from settings.processes import BufferSettings
from supervisor.redis_client import adopt_shards, connect_redis


@click.group("dead-letter")
def dead_letter() -> None:
    """Events that could not be stored."""


@dead_letter.command("list")
@click.option("--limit", default=50, type=click.IntRange(1), help="Most dead letters shown, the oldest first.")
@json_option
@data_dir_option
def show(limit: int, as_json: bool, data_dir: Path | None) -> None:
    """List dead letters with their reasons. Replayable means that this version of prm can decode the entry."""
    with _connected(data_dir) as (redis, _):
        rows: list[list[object]] = [
            [each.letter_id, each.shard, each.entry, "yes" if is_replayable(each) else "no", each.reason]
            for each in islice(list_dead_letters(redis), limit)
        ]
        left = count_dead_letters(redis) - len(rows)
    print_table(["letter_id", "shard", "entry", "replayable", "reason"], rows, as_json)
    if left > 0:
        click.echo(f"{left:,} more", err=True)


@dead_letter.command("replay")
@click.argument("letter_ids", nargs=-1)
@json_option
@data_dir_option
def replay(letter_ids: tuple[str, ...], as_json: bool, data_dir: Path | None) -> None:
    """Send dead letters to ingest again, all or the LETTER_IDS. Entries that cannot be decoded are kept."""
    with _connected(data_dir) as (redis, shards):
        outcome = Counter({"replayed": 0, "left": 0})
        for letter in _choose(redis, letter_ids):
            if is_replayable(letter):
                replay_dead_letter(redis, shards, letter)
            outcome["replayed" if is_replayable(letter) else "left"] += 1
    if as_json:
        print_json(outcome)
        return
    click.echo(f"{outcome['replayed']:,} replayed, {outcome['left']:,} kept because they cannot be decoded")


@dead_letter.command("discard")
@click.argument("letter_ids", nargs=-1, required=True)
@data_dir_option
def discard(letter_ids: tuple[str, ...], data_dir: Path | None) -> None:
    """Delete the LETTER_IDS. Cannot be undone."""
    with _connected(data_dir) as (redis, _):
        letters = list(_choose(redis, letter_ids))
        for letter in letters:
            discard_dead_letter(redis, letter.letter_id)
    click.echo(f"{len(letters):,} discarded")


@contextmanager
def _connected(data_dir: Path | None) -> Iterator[tuple[Redis, int]]:
    settings = adopt_shards(load_settings(BufferSettings, data_dir))
    with connect_redis(settings) as redis:
        yield redis, settings.shards


def _choose(redis: Redis, letter_ids: Iterable[str]) -> Iterator[DeadLetterEntry]:
    """The named letters, else all that exist now, without those that fail again while we replay."""
    if not letter_ids:
        yield from islice(list_dead_letters(redis), count_dead_letters(redis))
        return
    for letter_id in letter_ids:
        letter = find_dead_letter(redis, letter_id)
        if letter is None:
            raise CommandFailed(f"there is no dead letter {letter_id}", "List them: prm dead-letter list.")
        yield letter
