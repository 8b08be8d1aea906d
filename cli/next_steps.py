"""What one needs next after something was created: the tag to paste, and whole addresses."""

from pathlib import Path

from cli.options import load_settings
from settings import ConsoleSettings, TrackerSettings
from supervisor import addresses


def find_console_url(data_dir: Path | None) -> str:
    """The console as a browser on this machine reaches it."""
    return addresses.to_localhost(addresses.find_console_url(load_settings(ConsoleSettings, data_dir)))


def find_tracker_url(data_dir: Path | None) -> str:
    """The public address of the edge, PRM_TRACKER_URL, else the one on this machine."""
    public = load_settings(ConsoleSettings, data_dir).tracker_url
    return public or addresses.to_localhost(addresses.find_tracker_url(load_settings(TrackerSettings, data_dir)))


def write_tag(tracker_url: str, site_key: str) -> str:
    """What every page of the site carries."""
    return f'<script async src="{tracker_url}/prm.js" data-site="{site_key}"></script>'
