"""One installation for the tests that only need sites of their own."""

from collections.abc import Iterator

import pytest

from tests.fixtures.running import RunningPrm, run_prm


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPrm]:
    """`prm up` for as long as the tests of this folder run."""
    with run_prm(tmp_path_factory.mktemp("shared") / "data") as prm:
        yield prm
