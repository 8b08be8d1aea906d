"""Whatever JSON comes in, the parser answers with an event that survives the stream, or with a reason."""

import orjson
from hypothesis import given
from hypothesis import strategies as st

from events.event import Event, decode_event, encode_event
from tests.tracker.making import BROWSER, SECRET, SERVER, SITE_ID
from tracker.parsing.body import list_raw_events, parse_json
from tracker.parsing.event import KNOWN_FIELDS, parse_event

scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text()
scalars |= st.sampled_from(["sale", "click", "event", "refund", "EUR", "https://a.example", "full", "2025-01-01"])
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=4)
raws = st.dictionaries(st.sampled_from(sorted(KNOWN_FIELDS)) | st.text(max_size=5), values, max_size=10)


@given(raw=raws, arrival=st.sampled_from([BROWSER, SERVER]))
def test_any_object_is_an_event_or_has_a_reason(raw: dict[str, object], arrival: object) -> None:
    parsed = parse_event(raw, SITE_ID, SERVER if arrival is SERVER else BROWSER, SECRET)
    if isinstance(parsed, Event):
        assert decode_event(encode_event(parsed)) == parsed
        assert b"\n" not in encode_event(parsed)


@given(body=st.binary(max_size=200) | values.map(lambda value: orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)))
def test_any_bytes_are_raw_events_or_have_a_reason(body: bytes) -> None:
    list_raw_events(parse_json(body), 50)
