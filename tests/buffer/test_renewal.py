"""What expires is renewed until the block ends, whether Redis answers or not."""

import threading

import pytest
from redis.exceptions import RedisError

from buffer.renewal import keep_renewed


def test_a_renewal_that_fails_is_tried_again_and_ends_with_the_block(caplog: pytest.LogCaptureFixture) -> None:
    renewed = threading.Event()
    attempts: list[None] = []

    def renew() -> None:
        attempts.append(None)
        if len(attempts) == 1:
            raise RedisError("away")
        renewed.set()

    with keep_renewed("lease of a test", renew, 0.01):
        assert renewed.wait(60)
        [thread] = [each for each in threading.enumerate() if each.name == "lease of a test"]
    assert not thread.is_alive()
    assert "cannot renew the lease of a test, retrying: away" in caplog.text
