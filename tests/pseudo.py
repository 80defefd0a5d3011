"""A language made of look-alike letters: what is said without the catalogue stays plain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType

from lecture_lib import translation
from lecture_lib.tools.catalogue import extract

CODE = "en-pseudo"
_WIDE = {ord(plain): ord(plain) + 0xFEE0 for plain in
         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"}  # fmt: skip


def wide(text: str) -> str:
    """The text with wide letters, but for what stands in braces.

    >>> wide("step {0:g}")
    'ｓｔｅｐ {0:g}'
    """
    parts = re.split(r"(\{[^}]*\})", text)
    return "".join(part if part.startswith("{") else part.translate(_WIDE) for part in parts)


def speak() -> None:
    """Say everything in it from now on, in this process."""
    found = {str(message.id): {name for name, _ in message.locations} for message in extract()}
    real = translation.messages

    def messages(code: str, script: str | None = None) -> MappingProxyType[str, str]:
        if code != CODE:
            return real(code, script)
        said = {text for text, files in found.items() if text and script in (None, *files)}
        return MappingProxyType({text: wide(text) for text in said})

    translation.messages = messages  # type: ignore[assignment]
    translation._current = CODE


@contextmanager
def speaking() -> Iterator[None]:
    """Say everything in it for a while."""
    before = translation.messages, translation._current
    speak()
    try:
        yield
    finally:
        translation.messages, translation._current = before  # type: ignore[assignment]


def plain_words(text: str) -> list[str]:
    """Words that did not come from the catalogue: three plain letters and more.

    >>> plain_words("ｓｔｅｐ 3 of sin Adam")
    ['sin', 'Adam']
    """
    return re.findall(r"(?<![A-Za-z_.])[A-Za-z]{3,}(?![A-Za-z_.(])", text)
