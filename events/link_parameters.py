"""Names of link parameters that mean something to us: partners' codes and click ids; how a code is found in a link.

The tracker, its redirects, ingest and the reader of access logs take them from here; a test compares the tag's.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from urllib.parse import unquote_plus, urlsplit

from events.blank_text import remove_invisible

# What carries a partner's code: our own name first, then those of other systems, so that their old links still earn.
REF_NAMES = ("ref", "via", "fpr", "fp_ref", "aff", "a_aid", "tap_a", "tap_s", "afmc", "sca_ref", "rfsn")

# What advertising and mailing systems append to a link, by the channel that it shows; only the first four are paid.
CLICK_IDS_BY_CHANNEL: Mapping[str, tuple[str, ...]] = {
    "paid_search": ("gclid", "gbraid", "wbraid", "msclkid", "yclid"),
    "paid_social": ("ttclid", "twclid", "li_fat_id", "epik", "rdt_cid", "ScCid"),
    "display": ("dclid", "tblci", "obclid"),
    "affiliate": ("irclickid", "awc", "cjevent"),
    "organic_social": ("fbclid", "igshid"),
    "email": ("mc_eid", "mc_cid", "_hsenc"),
}
CLICK_IDS = tuple(chain.from_iterable(CLICK_IDS_BY_CHANNEL.values()))

_MAX_REF = 128
_PARAMETER = re.compile(r"([^?&=#]+)(?:=([^&]*))?")
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def clean_ref(text: str) -> str:
    """A partner's code without what links pick up when they are copied: invisible characters, a slash at the end."""
    return text if text.isalnum() else remove_invisible(text).rstrip("/ ")


def find_ref(url: str, names: tuple[str, ...] = REF_NAMES) -> str:
    """The code in the query or the fragment of a URL, the last where there are several, as in the tag; else empty.

    A code within another parameter's value is not one.
    """
    found = ""
    for name, value in _list_parameters(url):
        if name in names:
            ref = clean_ref(value)
            found = ref if ref and len(ref) <= _MAX_REF and not _UNUSABLE.search(ref) else found
    return found


def _list_parameters(url: str) -> Iterator[tuple[str, str]]:
    """As the tag lists them: before a `?` stands a router's path, and behind a `=` everything up to the next `&`."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    for name, value in _PARAMETER.findall(f"{parts.query}&{parts.fragment}"):
        yield unquote_plus(name), unquote_plus(value)
