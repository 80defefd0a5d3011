"""Keep the catalogues of translations in step with the code: ``make catalogue``.

What the code says, in Python and in JavaScript, is found by Babel; each ``locale/*.po`` then has
exactly these messages, with the translations it had. Those that are new have none yet.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from ..files import replacing
from ..translation import LOCALE

__all__ = ["extract", "main", "update"]

_PACKAGE = Path(__file__).parents[1]
_METHODS = [("**.py", "python"), ("**.js", "javascript")]
_KEYWORDS = {"tr": None, "tr_noop": None}
_WIDTH = 100
#: Babel writes one into every file; ours would only make two runs differ.
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


def extract() -> Catalog:
    """Return all messages of the package, each with the files that say it.

    Examples
    --------
    >>> message = extract().get("the path bounces for ever")
    >>> [name for name, _ in message.locations]
    ['widgets/conditioning/draw.js']
    """
    found = Catalog(project="lecture_lib", creation_date=_NO_DATE, fuzzy=False)
    options = {"**.js": {"parse_template_string": True}}
    for name, _, message, _, _ in sorted(
        extract_from_dir(_PACKAGE, _METHODS, options, _KEYWORDS), key=lambda one: one[:2]
    ):
        found.add(message, locations=[(name, 0)])
    return found


def update(path: Path) -> list[str]:
    """Bring a catalogue up to date; what is translated stays, what is no longer said goes.

    Parameters
    ----------
    path : Path
        The file, named by its language: ``locale/de.po``. It may be missing.

    Returns
    -------
    list of str
        The messages that have no translation yet.
    """
    found = extract()
    known: Catalog = Catalog(locale=path.stem)
    if path.exists():
        with path.open("rb") as stream:
            known = read_po(stream, locale=path.stem)
    for message in found:
        if message.id and (translated := known.get(message.id)):
            message.string, message.flags = translated.string, translated.flags | message.flags
            message.user_comments = translated.user_comments
    found.locale, found.revision_date = path.stem, _NO_DATE
    found.header_comment = f"# {found.locale.english_name} of lecture_lib: what it says."
    with replacing(path) as stream:
        write_po(stream, found, width=_WIDTH, include_lineno=False, sort_by_file=True)
    return [str(message.id) for message in found if message.id and not message.string]


def main(arguments: Sequence[str] | None = None) -> int:
    """Update every catalogue and list what is still to be translated."""
    parser = argparse.ArgumentParser(
        prog="python -m lecture_lib.tools.catalogue", description="Update locale/*.po."
    )
    parser.add_argument("language", nargs="*", help="code of a language that is new: fr")
    options = parser.parse_args(arguments)
    for code in options.language:
        if code not in Locale("en").languages:  # a region would be written in two ways
            parser.error(f"{code!r} is no code of a language; a new one is, for example, fr")
    paths = {*LOCALE.glob("*.po"), *(LOCALE / f"{code}.po" for code in options.language)}
    for path in sorted(paths):
        missing = update(path)
        print(f"{path.name}: {len(missing)} to be translated", *missing, sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
