"""Every field that the log of changes names has its words."""

import re

from console.pages.page_scripts import ASSETS
from registry import changes
from registry.models import Site

_PAIR = re.compile(r"(\w+): '([^']+)'")
# Noted beside the columns of a table.
_NOTED = {"codes", "application_forms", "sign_in_mail", "sign_in_link"}


def test_a_field_of_a_change_is_written_as_the_api_names_it() -> None:
    words = dict(_PAIR.findall((ASSETS / "change_words.js").read_text()))
    assert {name: re.sub("_id$", "", name).replace("_", " ") for name in words} == words


def test_every_field_that_can_change_has_its_words() -> None:
    words = dict(_PAIR.findall((ASSETS / "change_words.js").read_text()))
    tables = Site.metadata.tables
    columns = {column.name for table in changes._LOGGED for column in tables[table].columns}
    logged = {changes._NAMES.get(name, name) for name in columns - changes._UNLOGGED - set(changes._ENDS)}
    assert set(words) == logged | _NOTED
