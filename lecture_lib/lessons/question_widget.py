"""The form in which a question is asked; imported only when one is shown."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

__all__ = ["QuestionWidget"]

_HERE = Path(__file__).parent


class QuestionWidget(anywidget.AnyWidget):
    """A question on a page; it judges by itself and so works without a kernel too.

    Attributes
    ----------
    content : dict
        From `Question.state`.
    response : str
        What was answered, ``""`` before; the page sets it and the kernel keeps it.
    """

    _esm = _HERE / "question.js"
    _css = _HERE / "question.css"

    content = traitlets.Dict().tag(sync=True)
    response = traitlets.Unicode("").tag(sync=True)
