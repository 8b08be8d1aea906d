"""What `prm up` prints once everything runs."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from registry.sites import list_sites
from registry.team.people import has_administrator
from registry.team.setup import SETUP_PATH, create_setup_token, is_setup_open
from supervisor.addresses import Addresses, to_localhost

_NO_ADMINISTRATOR = (
    "Nobody administers this installation yet; make a team member its administrator:",
    "  prm member update EMAIL --administrator",
)
_NO_SITE = ("Nothing is tracked yet. Sign in to the console, and create a site.",)


def list_next_steps(session: Session, addresses: Addresses, now: datetime) -> tuple[str, ...]:
    """What to do next on this registry; where nobody has a login, the address that makes the first one."""
    if is_setup_open(session):
        address = f"{to_localhost(addresses.console_url)}{SETUP_PATH}#{create_setup_token(session, now)}"
        return ("Set up this installation in the browser; the address works once:", f"  {address}")
    if not has_administrator(session):
        return _NO_ADMINISTRATOR
    return () if list_sites(session) else _NO_SITE


def format_start_message(data_dir: Path, addresses: Addresses, next_steps: tuple[str, ...]) -> str:
    """Addresses and next steps, one a line."""
    shop = (f"  demo shop  {to_localhost(addresses.shop_url)}",) if addresses.shop_url else ()
    return "\n".join(
        (
            f"\nprm is running; Ctrl-C stops it. Data directory: {data_dir}\n",
            f"  console    {to_localhost(addresses.console_url)}",
            f"  tracker    {to_localhost(addresses.tracker_url)}",
            *shop,
            "",
            *next_steps,
            "",
        )
    )
