"""Pictures of a page as files of their own, small and described."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any

from PIL import Image

__all__ = ["Pictures", "described"]

#: Each of the four channels on every fifth of its levels; black, white and clear stay so.
_FEWER = [round(level / 5) * 5 for level in range(256)] * 4
_DESCRIPTION = re.compile(r"<(desc|title)\b[^>]*>(.*?)</\1>", re.DOTALL)


@dataclass(frozen=True)
class Pictures:
    """Where the pictures of one page go.

    Attributes
    ----------
    folder : Path
        Made when the first is stored.
    address : str
        Of that folder, as the page sees it.
    """

    folder: Path
    address: str

    def html(self, data: Mapping[str, Any], words: str) -> str | None:
        """Return the ``<img>`` of an output, or nothing where it has no picture.

        PNG becomes WebP, a third as large; no colour moves by more than 2 of 255.

        Parameters
        ----------
        data : dict
            By MIME type: ``image/svg+xml`` is preferred to ``image/png``.
        words : str
            What the picture shows, for a reader who does not see it; an SVG tells it itself.
        """
        if svg := data.get("image/svg+xml"):
            name, size = self._stored(svg.encode(), "svg"), ""
            words = described(svg) or words
        elif png := data.get("image/png"):
            image = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA").point(_FEWER)
            stream = io.BytesIO()
            image.save(stream, "webp", lossless=True, quality=50, method=4)
            name = self._stored(stream.getvalue(), "webp")
            # The page does not jump when the picture arrives.
            size = f' width="{image.width}" height="{image.height}"'
        else:
            return None
        return f'<img class="ll-picture" alt="{escape(words)}" src="{self.address}/{name}"{size}>'

    def _stored(self, content: bytes, suffix: str) -> str:
        name = f"{hashlib.sha256(content).hexdigest()[:16]}.{suffix}"
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (path := self.folder / name).exists():
            path.write_bytes(content)
        return name


def described(svg: str) -> str:
    """Return the description that a picture carries for those who cannot see it.

    Examples
    --------
    >>> described("<svg><title>Graph</title><desc>a feeds b</desc></svg>")
    'a feeds b'
    """
    found = dict(_DESCRIPTION.findall(svg))
    text = found.get("desc") or found.get("title") or ""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", text)).split())
