"""What a lecturer says at a slide: ``docs/teaching``, a plain file for each notebook.

They are no cells, which students would meet. Talks put them into the speaker view, and the site
makes a page of each file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

__all__ = ["TEACHING", "Note", "Notes", "read"]

#: Where the files lie, named as their notebooks are.
TEACHING = Path(__file__).parents[2] / "docs" / "teaching"

_LEVELS = {"h1": 1, "h2": 2, "h3": 3}


@dataclass(frozen=True)
class Note:
    """What is said at a slide, and at those that go on with it.

    Attributes
    ----------
    heading : str
        Of the slide, as the notebook writes it.
    words : str
        What a slide further on below the heading says, whose note this is; empty for the first.
    text : str
        Markdown.
    """

    heading: str
    words: str
    text: str

    @property
    def name(self) -> str:
        """The line of the file that the note stands under."""
        return f"### {self.words}" if self.words else f"## {self.heading}"


@dataclass(frozen=True)
class Notes:
    """A file of notes.

    Attributes
    ----------
    path : Path
        Where it lies.
    title : str
        Its own.
    head : str
        Markdown: what is good to know before one begins.
    notes : tuple of Note
        In the order of the slides.
    """

    path: Path
    title: str
    head: str
    notes: tuple[Note, ...]


def read(path: Path) -> Notes:
    """Read a file of notes.

    Its first line is ``# A title``, and what follows is said before one begins. Below ``## A
    heading`` stands the note of the slide with this heading, below ``### Some words`` that of the
    slide that says these words, further on under the same heading.

    Raises
    ------
    ValueError
        It does not begin with its title, or words stand under no heading.
    """
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    tokens = MarkdownIt("commonmark").parse(text)
    marks = [
        (_LEVELS[token.tag], tokens[k + 1].content, *(token.map or (0, 0)))
        for k, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.tag in _LEVELS
    ]
    levels = [level for level, *_ in marks]
    if levels[:1] != [1] or levels.count(1) > 1 or marks[0][2] > 0:
        raise ValueError(f"{path}: it begins with one line '# Teaching …', its title.")
    if levels[1:2] == [3]:
        raise ValueError(f"{path}: ### {marks[1][1]}: which slide? A heading, ## …, comes first.")
    ends = [begin for *_, begin, _ in marks[1:]] + [len(lines)]
    (_, title, _, after), *rest = marks
    found, heading = [], ""
    for (level, name, _, begin), end in zip(rest, ends[1:], strict=True):
        heading = name if level == 2 else heading
        body = "\n".join(lines[begin:end]).strip()
        found.append(Note(heading, name if level == 3 else "", body))
    return Notes(path, title, "\n".join(lines[after : ends[0]]).strip(), tuple(found))
