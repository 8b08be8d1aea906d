"""The files of the data directory, each named once, and the addresses that follow from them."""

import os
import secrets
from pathlib import Path

from settings.environment import SettingInvalid
from settings.files import sync_directory
from settings.processes import BufferSettings, InstallationSettings, RegistrySettings

_GEOGRAPHY = {"PRM_GEO_DB": "places.mmdb", "PRM_ASN_DB": "systems.mmdb", "PRM_NETWORKS_DB": "networks.mmdb"}


class PayoutKeysMissing(SettingInvalid):
    """There are encrypted details, and no key to read them with."""


def embedded_redis_socket(data_dir: Path) -> Path:
    """Unix socket of the embedded Redis."""
    return data_dir / "redis" / "redis.sock"


def damaged_redis_files(data_dir: Path) -> Path:
    """What a start or a repair cut off the file of the embedded Redis."""
    return data_dir / "redis" / "damaged"


def embedded_warehouse(data_dir: Path) -> Path:
    """Directory of the embedded ClickHouse engine; one process owns it."""
    return data_dir / "warehouse"


def remembered_warehouse(data_dir: Path) -> Path:
    """The name of the embedded warehouse of this directory, kept outside of it: without it an empty one is new."""
    return data_dir / "warehouse.id"


def remembered_registry(data_dir: Path) -> Path:
    """Exists once there was a SQLite registry with tables in this directory."""
    return data_dir / "registry.id"


def registry_file(data_dir: Path) -> Path:
    """The registry, where PRM_REGISTRY_URL names no other database."""
    return data_dir / "registry.sqlite"


def geography_directory(data_dir: Path) -> Path:
    """The databases that `prm geo install` installed."""
    return data_dir / "geo"


def installed_geography(data_dir: Path, variable: str) -> Path:
    """Where `prm geo install` puts the database that is used unless the variable names another."""
    return geography_directory(data_dir) / _GEOGRAPHY[variable]


def address_keys_directory(data_dir: Path) -> Path:
    """The keys of the hashes of addresses, one file a month; in no backup."""
    return data_dir / "address-keys"


def payout_keys_file(data_dir: Path) -> Path:
    """The keys of the details of payout methods, separated by white space, the current one first; in no backup."""
    return data_dir / "payout-keys"


def edge_snapshot_file(data_dir: Path) -> Path:
    """The registry's last snapshot, for a tracker that starts while Redis is away."""
    return data_dir / "edge-snapshot.json"


def spool_directory(data_dir: Path) -> Path:
    """Events accepted while Redis was away; one directory a tracker process (see events.spool)."""
    return data_dir / "spool"


def run_directory(data_dir: Path) -> Path:
    """One ``NAME.pid`` per running process of this installation, and ``up.json`` with its ports."""
    return data_dir / "run"


def process_counts(data_dir: Path) -> Path:
    """Restarts and hangs of each process, written by the `prm up` that supervises them."""
    return run_directory(data_dir) / "processes.json"


def warehouse_socket(data_dir: Path) -> Path:
    """Socket at which the process that owns the embedded warehouse serves the commands of this machine."""
    return run_directory(data_dir) / "warehouse.sock"


def restore_draft(data_dir: Path) -> Path:
    """What a restore has written so far; absent once it has ended."""
    return data_dir / "restore.part"


def last_backup_record(data_dir: Path) -> Path:
    """JSON of the last backup that succeeded: ``made_at``, ``place``, ``name``, ``bytes``, ``sent_bytes``, seconds."""
    return data_dir / "last-backup.json"


def redis_url(settings: BufferSettings) -> str:
    """The configured Redis, else the embedded one's socket."""
    return settings.redis_url or f"unix://{embedded_redis_socket(settings.data_dir).resolve()}"


def registry_url(settings: RegistrySettings) -> str:
    """The configured database, else SQLite in the data directory."""
    return settings.registry_url or f"sqlite:///{registry_file(settings.data_dir).resolve()}"


def read_secret(settings: InstallationSettings) -> bytes:
    """The installation's key; the first process that needs it makes it and keeps it readable by the owner only.

    Raises :class:`SettingInvalid` for an empty file: a new key would make every stored hash unknown.
    """
    if settings.secret:
        return settings.secret.encode()
    return read_or_make_key(settings.data_dir / "secret")


def read_payout_keys(settings: InstallationSettings, may_make: bool) -> str:
    """The keys of the details of payout methods; ``may_make`` a first one, where nothing is encrypted yet.

    Raises :class:`PayoutKeysMissing`, and :class:`SettingInvalid` for an empty file.
    """
    if settings.payout_keys:
        return settings.payout_keys
    path = payout_keys_file(settings.data_dir)
    if not path.exists() and not may_make:
        raise PayoutKeysMissing(
            f"{path} is missing, without which the stored payout methods cannot be read: put it back,"
            " or set PRM_PAYOUT_KEYS to its content"
        )
    return read_or_make_key(path).decode("ascii", "replace")


def read_or_make_key(path: Path) -> bytes:
    """The key in a file; of several processes that need it first, one makes it. Raises :class:`SettingInvalid`."""
    try:
        secret = path.read_bytes().strip()
    except FileNotFoundError:
        return _make_key(path)
    # A file system may leave zeros where a power cut came before the bytes.
    if not secret.strip(b"\0"):
        raise SettingInvalid(
            f"the secret {path} is empty: restore the file from a backup, or set PRM_SECRET (PRM_PAYOUT_KEYS for"
            " payout-keys) to its value; the key of a month (address-keys) may be deleted"
        )
    return secret


def _make_key(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
    try:
        # Not settings.files: a link fails where another process was first; a rename would overwrite the key it uses.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    sync_directory(path.parent)
    return path.read_bytes().strip()
