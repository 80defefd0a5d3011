"""The font of the formulas on a page: STIX Two Math, which comes with ziamath."""

from __future__ import annotations

import io
from functools import lru_cache
from importlib.metadata import distribution

__all__ = ["font"]

# What a formula of the course may need: Latin, Greek, signs, brackets and their pieces, and the
# mathematical bold, italic, script and double-struck letters.
_CHARACTERS = (
    (0x20, 0x7F), (0xA0, 0x100), (0x300, 0x310), (0x391, 0x3F6), (0x2010, 0x2045), (0x2100, 0x2140),
    (0x2190, 0x21A8), (0x21D0, 0x21D6), (0x2200, 0x22F2), (0x2308, 0x230C), (0x239B, 0x23B2),
    (0x23DE, 0x23E0), (0x27E6, 0x27EA), (0x27F5, 0x27FB), (0x1D400, 0x1D468), (0x1D49C, 0x1D4D0),
    (0x1D538, 0x1D56C), (0x1D6A8, 0x1D755), (0x1D7CE, 0x1D7E2),
)  # fmt: skip


@lru_cache(maxsize=1)
def font() -> bytes:
    """Return STIX Two Math, with the course's characters only, as WOFF.

    A formula needs a font with an OpenType MATH table: without one, brackets and roots do not
    grow with what they hold. Few systems have one installed.
    """
    from fontTools import subset

    options = subset.Options(flavor="woff", hinting=False, layout_features=[])
    source = distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")
    with subset.load_font(str(source), options) as face, io.BytesIO() as buffer:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[code for span in _CHARACTERS for code in range(*span)])
        subsetter.subset(face)
        subset.save_font(face, buffer, options)
        return buffer.getvalue()
