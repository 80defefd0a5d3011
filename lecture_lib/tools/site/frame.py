"""A Sphinx extension: what stands around a page's text is in the reader's language.

The text is in English. Where the reader's language is another, the page is in two: Sphinx and its
theme say in that one what their templates say, buttons, search, "On this page", and ``<html>`` has
it, as the language of the page (WCAG 2.2, 3.1.1). All that comes into the templates, the text and
the titles in all navigation, is marked as English (3.1.2), and what Sphinx has put into the text is
marked as the reader's again. The name of the course is a name, and needs no mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from sphinx.application import Sphinx
from sphinx.config import Config

from ...style.lang import NOTEBOOK, attribute
from ...translation import current, tr, tr_noop

__all__ = ["setup"]

#: What Sphinx and its theme have in their catalogues, and not, or not well, in German.
_LACKING = (
    tr_noop("Collapse Sidebar"), tr_noop("Expand Sidebar"), tr_noop("Section Navigation"),
    tr_noop("Link to this heading"), tr_noop("Link to this definition"),
)  # fmt: skip
_LINK = re.compile(r"<a\b")
_NAVIGATION = ("generate_header_nav_html", "generate_toctree_html", "generate_toc_html")


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the words that Sphinx has no translation of, and mark what is in which language."""
    if current() != NOTEBOOK:
        app.add_message_catalog("sphinx", _catalogue(Path(app.doctreedir, "locale")))
    app.connect("config-inited", _say)
    app.connect("html-page-context", _mark, priority=900)  # after the theme
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _catalogue(folder: Path) -> Path:
    """Write what the catalogues of others lack, as gettext reads it."""
    found = Catalog(locale=current())
    for message in _LACKING:
        found.add(message, tr(message))
    file = folder / current() / "LC_MESSAGES" / "sphinx.mo"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        write_mo(stream, found)
    return folder


def _say(app: Sphinx, config: Config) -> None:
    config.copyright = tr("prose CC BY 4.0, code BSD-3-Clause")
    config.html_theme_options["search_bar_text"] = tr("Search the docs ...")
    if current() != NOTEBOOK:
        # All that a page folds are outputs; of MyST-NB's own words half would stay English.
        config.nb_code_prompt_show = tr("Show the output")
        config.nb_code_prompt_hide = tr("Hide the output")


def _mark(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    if current() == NOTEBOOK:
        return
    if "body" in context:  # search and index are pages of Sphinx's own
        context["body"] = f"<div{attribute(NOTEBOOK)}>{_ours(context['body'])}</div>"
        context["title"] = _english(context["title"])
    for name in _NAVIGATION:
        context[name] = _with_english_links(context[name])
    for one in (context.get("prev"), context.get("next"), *context.get("parents", ())):
        if one:
            one["title"] = _english(one["title"])


def _ours(body: str) -> str:
    """What Sphinx and MyST-NB say within a text."""
    here, label = attribute(), tr("Toggle hidden content")
    folds = '<summary aria-label="Toggle hidden content">'
    body = body.replace(folds, f'<summary{here} aria-label="{label}">')
    return body.replace('<a class="headerlink"', f'<a{here} class="headerlink"')


def _english(title: str) -> str:
    return f"<span{attribute(NOTEBOOK)}>{title}</span>"


def _with_english_links(made: Callable[..., Any]) -> Callable[..., str]:
    return lambda *args, **options: _LINK.sub(
        f"<a{attribute(NOTEBOOK)}", str(made(*args, **options))
    )
