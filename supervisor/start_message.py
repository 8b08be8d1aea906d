"""What `prm up` prints once everything runs."""

from pathlib import Path

from sqlalchemy.orm import Session

from registry.sites import list_sites
from supervisor.addresses import Addresses, to_localhost

_NO_SITE = (
    "Nothing is tracked yet. Create a site, then paste its tag:",
    "  prm site create NAME --host shop.example",
)


def list_next_steps(session: Session) -> tuple[str, ...]:
    """What to do next on this registry."""
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
