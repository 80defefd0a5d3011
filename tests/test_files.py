"""One atomic write: whole or not at all, with the permissions and links as they were."""

import os
import stat
from pathlib import Path

import pytest

from lecture_lib.files import replacing


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def umask():
    before = os.umask(0o077)
    yield
    os.umask(before)


def test_bytes_and_text(tmp_path):
    path = tmp_path / "a"
    with replacing(path) as stream:
        stream.write(b"\x00\r\n")
    assert path.read_bytes() == b"\x00\r\n"
    with replacing(str(path), "w") as stream:
        stream.write("η\n")
    assert path.read_bytes() == "η\n".encode()
    assert os.listdir(tmp_path) == ["a"]
    with pytest.raises(ValueError, match="'wb' or 'w'"):
        replacing(path, "a")


def test_an_error_leaves_the_old_file_and_no_draft(tmp_path):
    path = tmp_path / "a"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), replacing(path, "w") as stream:
        stream.write("half")
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_a_file_keeps_its_permissions(tmp_path, mode):
    path = tmp_path / "a"
    path.write_text("old")
    path.chmod(mode)
    with replacing(path, "w") as stream:
        stream.write("new")
        (draft,) = set(tmp_path.iterdir()) - {path}
        assert mode_of(draft) & ~mode == 0  # nor is the draft open to others meanwhile
    assert (path.read_text(), mode_of(path)) == ("new", mode)


def test_a_new_file_gets_what_the_umask_leaves(tmp_path, umask):
    with replacing(tmp_path / "a", "w") as stream:
        stream.write("new")
    assert mode_of(tmp_path / "a") == 0o600
    os.umask(0o022)
    with replacing(tmp_path / "b", "w") as stream:
        stream.write("new")
    assert mode_of(tmp_path / "b") == 0o644


@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_a_link(tmp_path, there):
    elsewhere = tmp_path / "folder" / "target"
    elsewhere.parent.mkdir()
    if there:
        elsewhere.write_text("old")
    link = tmp_path / "link"
    link.symlink_to(Path("folder") / "target")
    with replacing(link, "w") as stream:
        stream.write("new")
    assert link.is_symlink() and elsewhere.read_text() == "new"
    assert os.listdir(elsewhere.parent) == ["target"]


def folder(path):
    path.mkdir()
    return path


def protected(path):
    path.write_text("old")
    path.chmod(0o444)
    return path


def loop(path):
    path.symlink_to(path)
    return path


@pytest.mark.parametrize("make, kind, words", [
    (lambda path: path / "missing" / "a", FileNotFoundError, "no folder .*missing; make it first"),
    (lambda path: path / ("a" * 300), OSError, "300 bytes is too long"),
    (lambda path: folder(path / "a"), OSError, "is a folder or a device"),
    (lambda path: Path(os.devnull), OSError, "is a folder or a device"),
    (lambda path: protected(path / "a"), PermissionError, "write-protected"),
    (lambda path: loop(path / "a"), OSError, "ymbolic link"),
])  # fmt: skip
def test_what_cannot_be_written_is_named_and_left_alone(tmp_path, make, kind, words):
    path = make(tmp_path)
    before = sorted(os.listdir(tmp_path))
    with pytest.raises(kind, match=words), replacing(path):
        raise AssertionError("the draft was opened")
    assert sorted(os.listdir(tmp_path)) == before
