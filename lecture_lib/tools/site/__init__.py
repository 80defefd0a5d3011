"""The course as a web site: every notebook with live widgets, the reference, search; no kernel.

``make site`` writes ``build/site``. Sphinx and its pydata theme make pages, contents and search;
here stands what they cannot know: how widgets come alive without a kernel (``live``), how a
notebook becomes a page (``pages``), what is public (``reference``), formulas as MathML
(``formulas``), and the order of it all (``build``). No page asks the network for anything.
"""
