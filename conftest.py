"""For every test, doctest and notebook: answers stay in memory, no file is read or written."""

import os

os.environ["LECTURE_LIB_ANSWERS"] = ""
