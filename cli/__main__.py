"""Starts the `prm` command, as a script and as `python -m cli`."""

import click

from cli.doctor import doctor
from cli.failures import TellingGroup
from cli.keys import key
from cli.links import link
from cli.partners import partner
from cli.parts import console, ingest, migrate, tracker
from cli.people import person
from cli.replay import replay_log
from cli.sites import site
from cli.up import up


@click.group(cls=TellingGroup, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(package_name="prm")
def main() -> None:
    """Referral tracking on your own machine: a tag, a fast edge, exact attribution."""


for _command in (up, tracker, ingest, console, migrate, doctor, site, partner, link, key, person, replay_log):
    main.add_command(_command)


if __name__ == "__main__":
    main(prog_name="prm")
