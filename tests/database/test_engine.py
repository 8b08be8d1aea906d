"""A new SQLite file may be opened by several processes at once."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from database.engine import open_engine
from settings import RegistrySettings, read_settings


def test_the_switch_to_wal_waits_for_another_writer(tmp_path: Path) -> None:
    settings = read_settings(RegistrySettings, {"PRM_DATA_DIR": str(tmp_path)})
    with closing(sqlite3.connect(tmp_path / "registry.sqlite", check_same_thread=False)) as writer:
        writer.execute("create table other (id integer)")
        writer.execute("begin immediate")
        threading.Timer(0.2, writer.rollback).start()
        engine = open_engine(settings)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("pragma journal_mode").scalar() == "wal"
        engine.dispose()
