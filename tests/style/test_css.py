"""The palette as CSS variables."""

from __future__ import annotations

from lecture_lib import style


def test_css_has_every_role_in_both_themes():
    css = style.css_variables(".x")
    for role, color in style.LIGHT.items():
        assert css.count(f"--ll-{role}:") == 1
        assert color in css and style.DARK[role] in css
    assert "var(--jp-layout-color0, light-dark(#FFFFFF, #111111))" in css
    assert css.count("{") == css.count("}")


def test_css_of_a_page_of_ours_follows_the_reader_and_no_theme():
    css = style.css_variables(":root", themed=False)
    assert "color-scheme: light dark;" in css
    assert "--ll-surface: light-dark(#FFFFFF, #111111);" in css
    assert "--jp-" not in css, "the page defines these by ours: that would be a circle"


def test_a_theme_decides_before_the_reader():
    css = style.css_variables(".x")
    assert "[data-jp-theme-light='false'] .x { color-scheme: dark; }" in css
    assert "body:not([data-jp-theme-light]) .x { color-scheme: dark; }" in css
