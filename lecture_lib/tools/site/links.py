"""Where a reader gets the notebook that a page shows."""

from __future__ import annotations

import os
import re
from html import escape
from pathlib import Path
from urllib.parse import quote

from ...style.lang import attribute
from ...translation import tr

__all__ = ["links"]

_GITHUB = re.compile(r"(?:https://)?github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?/?$")


def links(path: Path, repository: str | None = None, is_taught: bool = False) -> str:
    """Return links for a page: the clean notebook, and where it runs without an installation.

    Parameters
    ----------
    path : Path
        The notebook.
    repository : str, optional
        Address on GitHub, as in the variable ``COURSE_REPOSITORY`` if not given. Binder and Colab
        read notebooks from there: without it there are no links to them.
    is_taught : bool
        The site has a page of notes for who teaches the notebook.

    Raises
    ------
    ValueError
        The repository is not on GitHub.

    Examples
    --------
    >>> print(links(Path("notebooks/07_zig_zag.ipynb"), repository=""))
    <p class="ll-get"><a href="07_zig_zag.ipynb" download>Download the notebook</a></p>
    >>> "mybinder.org/v2/gh/a/b/HEAD" in links(Path("07.ipynb"), "https://github.com/a/b")
    True
    """
    address = os.environ.get("COURSE_REPOSITORY", "") if repository is None else repository
    name = path.name
    signs = tr("Download the notebook"), tr("Open in Binder"), tr("Open in Colab")
    download, binder, colab = map(escape, signs)
    found = [f'<a href="{escape(name)}" download>{download}</a>']
    if address:
        match = _GITHUB.match(address)
        if match is None:
            raise ValueError(
                f"COURSE_REPOSITORY is {address!r}; Binder and Colab need an address like "
                "https://github.com/owner/name. Leave it out for a site without these links."
            )
        owner, project = match.groups()
        here = quote(f"notebooks/{name}")
        found += [
            f'<a href="https://mybinder.org/v2/gh/{owner}/{project}/HEAD?urlpath=lab/tree/{here}">'
            f"{binder}</a>",
            f'<a href="https://colab.research.google.com/github/{owner}/{project}/blob/HEAD/{here}">'
            f"{colab}</a>",
        ]
    if is_taught:
        words = escape(tr("For who teaches"))
        found.append(f'<a href="../teaching/{escape(path.stem)}.html">{words}</a>')
    return f'<p class="ll-get"{attribute()}>{" · ".join(found)}</p>'
