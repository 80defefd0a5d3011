"""The form in which a question is asked; imported only when one is shown."""

from __future__ import annotations

import anywidget
import traitlets

from ..widgets.assets import Script, sheet

__all__ = ["QuestionWidget"]


class QuestionWidget(anywidget.AnyWidget):
    """A question on a page; it judges by itself and so works without a kernel too.

    Attributes
    ----------
    content : dict
        From `Question.state`.
    response : str
        What was answered, ``""`` before; the page sets it and the kernel keeps it.
    tries : int
        Wrong tries so far, as `Question.tries`; kept like the response.
    """

    _esm = Script("lessons/question.js")
    _css = sheet(".ll-question", "widgets/js/bar.css", "lessons/question.css")

    content = traitlets.Dict().tag(sync=True)
    response = traitlets.Unicode("").tag(sync=True)
    tries = traitlets.Int(0).tag(sync=True)
