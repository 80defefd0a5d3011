"""Every notebook as a talk of reveal.js: offline, its widgets live, notes in the speaker view.

``make slides`` writes ``build/slides``. Widgets, pictures, formulas and colours are those of the
site (``lecture_lib.tools.site``). Here stands what a talk has of its own: which cells make a slide
(``slices``), its text as HTML (``markup``, ``slides``), the files that all talks share
(``shared``), and in the browser what makes a slide large and lets it hold nothing that is cut off
(``pages.js``, ``fit.js``).
"""
