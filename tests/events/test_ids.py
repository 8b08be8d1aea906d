"""Ids are UUIDs of version 7 whose order is the order of time."""

from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from events.ids import derive_event_id, make_event_id


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_an_id_is_a_version_7_uuid_of_its_time(timestamp_ms: int, tail: bytes) -> None:
    made = UUID(make_event_id(timestamp_ms, tail))
    assert (made.version, made.variant, made.int >> 80) == (7, RFC_4122, timestamp_ms)


def test_the_same_content_gets_the_same_id_and_other_content_another() -> None:
    assert derive_event_id(1, b"a") == derive_event_id(1, b"a") != derive_event_id(1, b"b")
