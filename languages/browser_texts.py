"""The texts that the pages' scripts need, as one script for each language; its name changes with what it says."""

import hashlib
from dataclasses import dataclass
from functools import cache
from json import dumps

from babel.messages.catalog import Message

from languages.catalogues import read_catalogue
from languages.language import Language

# Reasons that the API gives in English, and that the scripts show.
REASONS = "console/pages/reasons.py"
# Between a word's context and the word, as gettext joins them.
_JOINT = "\x04"


@dataclass(frozen=True, slots=True)
class BrowserTexts:
    """``content`` sets a global that ``console/assets/texts.js`` reads."""

    name: str
    content: str


@cache
def make_browser_texts(language: Language) -> BrowserTexts | None:
    """None for English, which is in the scripts themselves."""
    if language is Language.ENGLISH:
        return None
    texts = {_name_key(each): _list_forms(each) for each in read_catalogue(language) if _is_for_scripts(each)}
    content = f"globalThis.prmTexts={dumps(texts, ensure_ascii=False, separators=(',', ':'))}\n"
    return BrowserTexts(f"{language}-{hashlib.sha256(content.encode()).hexdigest()[:12]}.js", content)


def _is_for_scripts(message: Message) -> bool:
    is_shown = any(path.endswith(".js") or path == REASONS for path, _ in message.locations)
    return bool(message.id and message.string) and is_shown


def _name_key(message: Message) -> str:
    """Of a message with plural forms the singular."""
    text = message.id[0] if isinstance(message.id, tuple) else message.id
    return f"{message.context}{_JOINT}{text}" if message.context else str(text)


def _list_forms(message: Message) -> str | list[str]:
    return list(message.string) if isinstance(message.string, tuple) else str(message.string)
