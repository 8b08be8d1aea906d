"""A process has no more connections than its open files allow."""

import resource

import pytest

from http_server.open_files import bound_connections


@pytest.mark.parametrize(
    ("files", "wanted", "connections"),
    [(1024, 4096, 768), (1024, 100, 100), (64, 4096, 32), (resource.RLIM_INFINITY, 4096, 4096)],
)
def test_a_process_keeps_files_for_itself(
    files: int, wanted: int, connections: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))
    assert bound_connections(wanted) == connections
