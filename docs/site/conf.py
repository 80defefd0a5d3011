"""How Sphinx builds the site; `make site` calls it (lecture_lib/tools/site)."""

import os
from pathlib import Path

from lecture_lib.translation import current

WORKSHOP = Path(os.environ["COURSE_WORKSHOP"])  # where the build keeps what it made

project = "How neural networks learn"
author = "the authors of the course"
html_title = project
language = current()  # of what stands around the text; see lecture_lib/tools/site/frame.py
html_search_language = "en"  # of the text

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "sphinx_design",
    "lecture_lib.tools.site.formulas",
    "lecture_lib.tools.site.docstrings",
    "lecture_lib.tools.site.frame",
]

nb_execution_mode = "off"  # every output is there already, and nbval has compared it
myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence"]
myst_heading_anchors = 4
myst_heading_slug_func = "lecture_lib.tools.site.headings.anchor"

# A class shows what it defines itself, not all of `str`.
templates_path = [str(Path(__file__).parent / "templates")]
autosummary_generate = True
autodoc_typehints = "none"  # numpydoc's sections say it in words
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

html_math_renderer = "mathml"
html_theme = "pydata_sphinx_theme"
html_theme_options = {
    "navbar_align": "left",
    "show_toc_level": 1,
    "navigation_with_keys": False,  # the arrows belong to the widgets
    "show_prev_next": True,
    "navigation_depth": 2,  # a name of the reference is found on its room's page
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
html_context = {"default_mode": "auto"}  # light or dark as the reader's system
# A page with no others beside it has no list of them.
html_sidebars = {name: [] for name in ("notebooks/gallery", "notebooks/ledger", "class_server")}
html_static_path = [str(WORKSHOP / "static")]
html_extra_path = [str(WORKSHOP / "extra")]
html_css_files = ["course.css"]
html_js_files = [("course.js", {"defer": "defer"})]
html_show_sourcelink = False
html_show_sphinx = False
html_copy_source = False
html_show_search_summary = False  # it would fetch pages, which a file may not
