"""What a person reads once everything runs."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from registry.sites import list_sites
from supervisor.addresses import Addresses, name_localhost

_NO_SITE = (
    "Nothing is tracked yet. Make a site, then paste its tag:",
    "  prm site create NAME --host shop.example",
)


def list_hints(session: Session) -> tuple[str, ...]:
    """What to do next on this registry."""
    return () if list_sites(session) else _NO_SITE


def greet(data_dir: Path, addresses: Addresses, hints: tuple[str, ...]) -> None:
    """Prints addresses and hints on standard output."""
    click.echo(f"\nprm is running; Ctrl-C stops it. Everything is kept in {data_dir}\n")
    click.echo(f"  console    {name_localhost(addresses.console_url)}")
    click.echo(f"  tracker    {name_localhost(addresses.tracker_url)}")
    if addresses.shop_url:
        click.echo(f"  demo shop  {name_localhost(addresses.shop_url)}")
    click.echo("")
    say(hints)


def say(hints: tuple[str, ...]) -> None:
    """Prints hints, one a line."""
    click.echo("\n".join((*hints, "")))
