"""Where the browser of these tests is."""

from lecture_lib.chromium import HOW_TO, find

__all__ = ["HOW_TO", "find"]
