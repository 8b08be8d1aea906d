"""Ids are UUIDs of version 7 whose order is the order of time."""

from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from events.ids import derive_event_id, list_stored_ids, make_event_id, move_to_space


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_an_id_is_a_version_7_uuid_of_its_time(timestamp_ms: int, tail: bytes) -> None:
    made = UUID(make_event_id(timestamp_ms, tail))
    assert (made.version, made.variant, made.int >> 80) == (7, RFC_4122, timestamp_ms)


def test_the_same_content_gets_the_same_id_and_other_content_another() -> None:
    assert derive_event_id(1, b"a") == derive_event_id(1, b"a") != derive_event_id(1, b"b")


@given(st.uuids())
def test_a_moved_id_has_the_time_and_version_of_the_sent_one(sent: UUID) -> None:
    moved = UUID(move_to_space(str(sent), 1, "browser"))
    assert (moved.hex[12], moved.variant, moved.int >> 80) == (sent.hex[12], RFC_4122, sent.int >> 80)
    assert str(moved) == move_to_space(str(sent), 1, "browser") != str(sent)


def test_spaces_of_sites_and_sources_are_apart() -> None:
    sent = make_event_id(1)
    spaces = [(site, source) for site in (1, 11) for source in ("browser", "signed", "pixel")]
    moved = [move_to_space(sent, *space) for space in spaces]
    assert len({sent, *moved}) == 7
    assert sorted(list_stored_ids(sent, 1)[1:]) == sorted(moved[:3])
    assert list_stored_ids(sent, 1)[0] == sent
