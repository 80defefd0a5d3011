"""A Sphinx extension: what stands around a page's text is in the reader's language.

The text is in English. Where the reader's language is another, the page is in two: Sphinx and its
theme say in that one what their templates say, buttons, search, "On this page", and ``<html>`` has
it, as the language of the page (WCAG 2.2, 3.1.1). All that comes into the templates, the text and
the titles in all navigation, is marked as English (3.1.2), and what Sphinx has put into the text is
marked as ours again. The name of the course is a name, and stays so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from ...style.lang import NOTEBOOK, attribute
from ...translation import current, tr

__all__ = ["setup"]

_LINK = re.compile(r"<a\b")
_NAVIGATION = ("generate_header_nav_html", "generate_toctree_html", "generate_toc_html")


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the words that Sphinx has no translation of, and mark what is in which language."""
    app.connect("config-inited", _say)
    app.connect("html-page-context", _mark, priority=900)  # after the theme
    return {"parallel_read_safe": True, "parallel_write_safe": True}


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
    if "body" in context:
        context["body"] = f"<div{attribute(NOTEBOOK)}>{_ours(context['body'])}</div>"
    for name in _NAVIGATION:
        context[name] = _with_english_links(context[name])
    context["title"] = _english(context.get("title", ""))
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
    return title and f"<span{attribute(NOTEBOOK)}>{title}</span>"


def _with_english_links(made: Callable[..., Any]) -> Callable[..., str]:
    return lambda *args, **options: _LINK.sub(
        f"<a{attribute(NOTEBOOK)}", str(made(*args, **options))
    )
