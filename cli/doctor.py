"""`prm doctor`: checks what prm needs and says what to do about what is missing."""

from dataclasses import asdict
from pathlib import Path

import click

from cli.failures import explain
from cli.options import build_environ, data_dir_option, json_option, load_settings, print_json
from supervisor.diagnosis import diagnose
from supervisor.machine_settings import MachineSettings


@click.command()
@json_option
@data_dir_option
def doctor(as_json: bool, data_dir: Path | None) -> None:
    """Check this installation. Exits with status 1 if something needs attention."""
    findings = diagnose(load_settings(MachineSettings, data_dir), build_environ(data_dir), _explain)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{'!!' if finding.remedy else 'ok'}  {finding.question}: {finding.answer}")
            if finding.remedy:
                click.echo(f"    {finding.remedy}")
    if any(finding.remedy for finding in findings):
        raise SystemExit(1)


def _explain(exc: Exception) -> tuple[str, str]:
    failure = explain(exc)
    return failure.message, failure.remedy
