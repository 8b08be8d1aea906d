"""Writes a file whole: a reader finds what was there before or all that is there now, whichever process dies."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replace_file(path: Path, writer: str = "") -> Iterator[Path]:
    """Yields a hidden draft beside ``path`` that takes its place after the block; an exception removes it.

    What a killed process left of the draft is overwritten by the next attempt. Processes that may write the same file
    at once need drafts of their own: ``writer`` distinguishes them.
    """
    draft = path.with_name(f".{path.name}{writer}.draft")
    try:
        yield draft
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write_file(path: Path, pieces: Iterable[bytes], *, writer: str = "", is_synced: bool = False) -> None:
    """All pieces in a folder that is made if it is missing; what a piece raises leaves ``path`` as it was.

    ``is_synced``: the bytes are on disk before they take their place, and so is the place when this returns.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with replace_file(path, writer) as draft, draft.open("wb") as file:
        file.writelines(pieces)
        if is_synced:
            file.flush()
            os.fsync(file.fileno())
    if is_synced:
        sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """The names in a directory are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
