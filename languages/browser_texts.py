"""The texts that a page's scripts need, as one script for each language; its name changes with what it says."""

import hashlib
from dataclasses import dataclass
from functools import cache
from json import dumps

from babel.messages.catalog import Message

from languages.catalogues import read_catalogue
from languages.language import Language

# Between a word's context and the word, as gettext joins them.
_JOINT = "\x04"
# Words by list; a page needs those of the lists that its scripts name.
_WORD_LISTS = ("console/assets/label_lists", "fraud/rules/")


@dataclass(frozen=True, slots=True)
class PageScripts:
    """What a page runs: the paths of its scripts, and of what else they say, and the lists of words that they name."""

    page: str
    paths: frozenset[str]
    lists: frozenset[str]


@dataclass(frozen=True, slots=True)
class BrowserTexts:
    """``content`` sets a global that ``console/assets/texts.js`` reads."""

    name: str
    content: str


@cache
def make_browser_texts(language: Language, scripts: PageScripts) -> BrowserTexts | None:
    """None for English, which is in the scripts themselves. No others than the page's: its weight has a bound."""
    if language is Language.ENGLISH:
        return None
    found = [each for each in _read_messages(language) if _is_for(scripts, each)]
    texts = {_name_key(each): _list_forms(each) for each in found}
    content = f"globalThis.prmTexts={dumps(texts, ensure_ascii=False, separators=(',', ':'))}\n"
    return BrowserTexts(f"{language}-{scripts.page}-{hashlib.sha256(content.encode()).hexdigest()[:12]}.js", content)


@cache
def _read_messages(language: Language) -> tuple[Message, ...]:
    return tuple(each for each in read_catalogue(language) if each.id and each.string)


def _is_for(scripts: PageScripts, message: Message) -> bool:
    paths = {path for path, _ in message.locations}
    if any(path.startswith(_WORD_LISTS) for path in paths) and message.context in scripts.lists:
        return True
    return any(not path.startswith(_WORD_LISTS) for path in paths & scripts.paths)


def _name_key(message: Message) -> str:
    """Of a message with plural forms the singular."""
    text = message.id[0] if isinstance(message.id, tuple) else message.id
    return f"{message.context}{_JOINT}{text}" if message.context else str(text)


def _list_forms(message: Message) -> str | list[str]:
    return list(message.string) if isinstance(message.string, tuple) else str(message.string)
