"""A damaged line is an event, is skipped or cannot be read; it never ends the command."""

from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transfer.access_logs.log_lines import LOGS, make_maker
from transfer.access_logs.formats import FORMATS
from transfer.access_logs.request import make_request

DAMAGE = st.tuples(
    st.integers(0, 600), st.integers(0, 40), st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
)


@pytest.mark.parametrize("name", LOGS)
@given(damages=st.lists(DAMAGE, min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_a_damaged_line_raises_nothing(name: str, damages: list[tuple[int, int, str]]) -> None:
    *directives, line = LOGS[name]
    for at, length, text in damages:
        line = line[:at] + text + line[at + length :]
    parse = FORMATS[name].make_parser()
    for each in directives:
        parse(each)
    fields = parse(line)
    if not fields:
        return
    try:
        request = make_request(fields, UTC)
    except (ValueError, OverflowError):
        return
    make_maker().make_event(line, request)
