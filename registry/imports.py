"""The files of past events that were imported: begun, continued, ended, taken back."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.columns import utc_now
from registry.enums import ImportState
from registry.errors import RegistryConflict, RegistryMissing
from registry.models import Import

_LONGEST_NAME = 200


def begin_import(session: Session, site_id: int, file_name: str, file_hash: str, created_by: str) -> Import:
    """A new import, under an id that no other event has."""
    name = "".join(filter(str.isprintable, file_name)).strip()[:_LONGEST_NAME] or "import"
    begun = Import(
        import_id=f"imp_{secrets.token_hex(6)}",
        site_id=site_id,
        file_name=name,
        file_hash=file_hash,
        created_by=created_by,
        state=ImportState.RUNNING.value,
    )
    session.add(begun)
    session.flush()
    return begun


def list_imports(session: Session, site_id: int) -> list[Import]:
    """All of a site, the newest first."""
    imports = select(Import).where(Import.site_id == site_id)
    return list(session.scalars(imports.order_by(Import.created_at.desc(), Import.import_id)))


def get_import(session: Session, site_id: int, import_id: str) -> Import:
    """An import of this site, or :class:`RegistryMissing`."""
    found = session.get(Import, import_id)
    if found is None or found.site_id != site_id:
        raise RegistryMissing(f"no import {import_id} on this site; list them: prm import list")
    return found


def list_same_file(session: Session, site_id: int, file_hash: str) -> list[Import]:
    """The imports of a file with this content that were not taken back, oldest first."""
    same = select(Import).where(
        Import.site_id == site_id, Import.file_hash == file_hash, Import.state != ImportState.UNDONE.value
    )
    return list(session.scalars(same.order_by(Import.created_at)))


def record_progress(
    session: Session, import_id: str, *, rows: int, accepted: int, rejected: int, first_event_at: datetime | None
) -> None:
    """How much is sent; raises :class:`RegistryConflict` where the import was ended or taken back meanwhile."""
    running = _get_running(session, import_id)
    running.rows, running.accepted, running.rejected = rows, accepted, rejected
    running.first_event_at = first_event_at


def end_import(session: Session, import_id: str) -> Import:
    """The file is sent."""
    running = _get_running(session, import_id)
    running.state, running.ended_at = ImportState.COMPLETE.value, utc_now()
    return running


def begin_undo(session: Session, site_id: int, import_id: str) -> Import:
    """From now on nothing more of it is sent; an undo may begin again."""
    found = get_import(session, site_id, import_id)
    found.state = ImportState.UNDOING.value
    return found


def end_undo(session: Session, site_id: int, import_id: str) -> Import:
    """Nothing of it is left."""
    found = get_import(session, site_id, import_id)
    found.state, found.undone_at = ImportState.UNDONE.value, utc_now()
    return found


def _get_running(session: Session, import_id: str) -> Import:
    found = session.get(Import, import_id)
    if found is None or found.state != ImportState.RUNNING:
        state = found.state if found else "gone"
        raise RegistryConflict("import_id", f"{import_id} is {state}: nothing more of it is sent")
    return found
