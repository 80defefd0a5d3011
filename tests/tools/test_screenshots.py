"""The README's pictures: there, small, in both themes, and told in words with numbers."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from PIL import Image

from lecture_lib.chromium import find
from lecture_lib.tools import screenshots
from lecture_lib.tools.screenshots import FILM, FOLDER, SHOTS, THEMES, Shot, main, take

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURES = [name for shot in SHOTS for name in shot.files()]
FILMS = Shot(FILM.name, FILM.shot.notebook, FILM.shot.widget).files()
MADE_BY = {
    ".ll-stepper": "BackpropStepper",
    ".ll-conditioning": "ConditioningExplorer",
    ".ll-momentum": "MomentumPhasePlane",
    ".ll-dropout": "DropoutExplorer",
}
CORE = {"02", "07", "08", "12"}


def test_there_is_one_for_each_core_notebook():
    assert {shot.notebook[:2] for shot in SHOTS} == CORE


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_stored_small_and_shown(name):
    path = ROOT / FOLDER / name
    assert path.stat().st_size <= 150_000
    assert f"{FOLDER.as_posix()}/{name}" in README


@pytest.mark.parametrize("name", FILMS)
def test_the_film_has_a_frame_for_each_step_and_comes_to_an_end(name):
    path = ROOT / FOLDER / name
    assert path.stat().st_size < 1_000_000 and f"{FOLDER.as_posix()}/{name}" in README
    with Image.open(path) as film:
        assert film.n_frames == 12 and film.info["loop"] == FILM.times > 0


def test_nothing_else_is_stored():
    assert {path.name for path in (ROOT / FOLDER).iterdir()} == {*PICTURES, *FILMS}


def test_who_wants_no_motion_gets_the_picture_in_place_of_the_film():
    still = [
        source for source in re.findall(r"<source (.+?)>", README) if "reduced-motion" in source
    ]
    assert [re.search(r"images/(\S+)\"", source)[1] for source in still] == [
        *reversed(FILM.shot.files())
    ]


def test_each_picture_is_told_with_numbers():
    words = re.findall(r'<img alt="([^"]+)"', README)
    assert len(words) == len(SHOTS)
    assert [text for text in words if len(re.findall(r"\d+(?:\.\d+)?", text)) < 3] == []


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_the_notebook_of_a_picture_shows_its_widget(shot):
    notebook = nbformat.read(ROOT / "notebooks" / f"{shot.notebook}.ipynb", as_version=4)
    assert any(f"ll.{MADE_BY[shot.widget]}(" in cell.source for cell in notebook.cells)


def test_a_moving_picture_keeps_its_times(tmp_path):
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("white", "red", "blue")]
    screenshots._write(tmp_path / "film.webp", frames, duration=[10, 20, 30], loop=2)
    with Image.open(io.BytesIO((tmp_path / "film.webp").read_bytes())) as film:
        assert (film.n_frames, film.info["loop"]) == (3, 2)
        film.seek(1)
        assert film.convert("RGB").getpixel((1, 1)) == (255, 0, 0)


PAGE = """<!doctype html><style>body { margin: 40px; background: white; color-scheme: light dark }
@media (prefers-color-scheme: dark) { body { background: black } }
header { position: fixed; inset: 0 0 auto; height: 100px; background: red }</style>
<header>over the page</header>
<div class="w" style="width: 200px; height: 100px">
<button onclick="this.parentNode.style.background = 'rgb(0, 128, 0)'">Paint</button>
<input type="range" aria-label="Step" min="0" max="2" value="0" oninput="
this.parentNode.style.background = `rgb(0, 0, ${100 * this.value})`"></div>"""


@pytest.fixture
def site(tmp_path):
    if not find():
        pytest.skip("there is no Chromium")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "02_a.html").write_text(PAGE, encoding="utf-8")
    return tmp_path


def corner(path, frame=0):
    """The colour of the page around the widget, and of the widget."""
    with Image.open(path) as picture:
        picture.seek(frame)
        margin = screenshots.MARGIN * screenshots.SCALE
        colours = picture.convert("RGB")
        width, height = 200 * screenshots.SCALE + 2 * margin, 100 * screenshots.SCALE + 2 * margin
        assert colours.size == (width, height)
        return colours.getpixel((2, 2)), colours.getpixel((width - margin - 2, height - margin - 2))


def test_a_widget_is_brought_where_it_should_be_and_taken_in_both_themes(site, tmp_path):
    shot = Shot("painted", "02_a", ".w", press=["Paint"])
    film = screenshots.Film("film", Shot("begin", "02_a", ".w"), 100, 300, 2)
    with ThreadPoolExecutor(1) as thread:  # Playwright may have a loop running in this one
        written = thread.submit(take, [shot], film, site, tmp_path / "out").result()
    assert [path.name for path in written] == [
        "painted.webp", "film.webp", "painted-dark.webp", "film-dark.webp"
    ]  # fmt: skip
    light, moving, dark, _ = written
    assert corner(light) == ((255, 255, 255), (0, 128, 0))  # and nothing of what hangs over it
    assert corner(dark) == ((0, 0, 0), (0, 128, 0))
    assert [corner(moving, frame)[1] for frame in (1, 2)] == [(0, 0, 100), (0, 0, 200)]


def test_without_a_browser_the_way_to_one_is_told(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(screenshots, "find", lambda: None)
    assert main(["--site", str(tmp_path), "-o", str(tmp_path / "images")]) == 1
    assert "Chromium was not found" in capsys.readouterr().err
    assert list((tmp_path / "images").iterdir()) == []


def test_files_are_named_by_theme():
    assert THEMES == ("light", "dark")
    assert Shot("a", "02_a", ".a").files() == ["a.webp", "a-dark.webp"]
