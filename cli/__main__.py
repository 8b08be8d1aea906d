"""Starts the `prm` command, as a script and as `python -m cli`."""

import click

from cli.failures import CommandGroup


@click.group(
    cls=CommandGroup,
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
    locations={
        "up": "cli.up:up",
        "demo": "cli.demo:demo",
        "tracker": "cli.tracker:tracker",
        "ingest": "cli.ingest:ingest",
        "console": "cli.console:console",
        "worker": "cli.worker:worker",
        "migrate": "cli.migrate:migrate",
        "doctor": "cli.doctor:doctor",
        "geo": "cli.geo:geo",
        "site": "cli.sites:site",
        "program": "cli.programs:program",
        "partner": "cli.partners:partner",
        "link": "cli.links:link",
        "promo-code": "cli.promo_codes:promo_code",
        "lead": "cli.leads:lead",
        "key": "cli.keys:key",
        "member": "cli.members:member",
        "mail": "cli.mail:mail",
        "replay-log": "cli.replay_log:replay_log_command",
        "backfill": "cli.backfill:backfill",
        "import": "cli.imports:imports",
        "export": "cli.export:export",
        "export-report": "cli.export_report:export_report",
        "erase": "cli.erase:erase",
        "backup": "cli.backup:backup",
        "restore": "cli.restore:restore",
        "rebuild-rollups": "cli.rebuild_rollups:rebuild",
        "verify": "cli.verify:verify",
        "repair": "cli.repair:repair",
        "ledger": "cli.ledger:ledger",
        "dead-letter": "cli.dead_letter:dead_letter",
        "fraud": "cli.fraud:fraud",
        "reports": "cli.reports:reports",
        "paths": "cli.paths:paths",
    },
)
@click.version_option(package_name="prm")
def main() -> None:
    """Referral tracking on your own machine: a tag, a fast edge, exact attribution."""


if __name__ == "__main__":
    main(prog_name="prm")
