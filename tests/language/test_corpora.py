"""Real text: read exactly, its repetitions gone before it is divided."""

from __future__ import annotations

from importlib.resources import files

import pytest

from lecture_lib.language import paragraphs, python_topics, read_text, split_paragraphs


def test_a_text_is_read_as_it_is(tmp_path):
    path = tmp_path / "goose.txt"
    path.write_bytes(b"\xef\xbb\xbf" + "Eine Gans.\r\n\r\nZwei Gänse.\r".encode())
    assert read_text(path) == read_text(str(path)) == "Eine Gans.\n\nZwei Gänse.\n"


@pytest.mark.parametrize(
    ("data", "place", "line", "byte"),
    [
        ("ab\nä".encode() + b"\xe4nd", 5, 2, "0xe4"),
        (b"\xff\xfea\x00", 0, 1, "0xff"),  # UTF-16
        (b"abc\xc3", 3, 1, "0xc3"),  # cut in the middle of a letter
        (b"\xef\xbb\xbfa\x80", 4, 1, "0x80"),  # the mark counts
    ],
)
def test_the_byte_that_is_no_utf8_is_named(tmp_path, data, place, line, byte):
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=rf"bad.txt: byte {place} \(line {line}\) is {byte}"):
        read_text(path)


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf"])
def test_an_empty_text(tmp_path, data):
    path = tmp_path / "empty.txt"
    path.write_bytes(data)
    with pytest.raises(ValueError, match="the text is empty"):
        read_text(path)
    with pytest.raises(FileNotFoundError):
        read_text(tmp_path / "nothing.txt")


def test_paragraphs_stand_once_in_their_order():
    text = "\n\nb\n b\n \t\na\n\n\n\nb b\n\nc"
    assert paragraphs(text) == ["b b", "a", "c"] and paragraphs(" \n\n ") == []


def test_no_paragraph_stands_in_two_parts():
    repeated = [str(n) for n in range(20)] * 3
    split = split_paragraphs(repeated, dev=0.2, test=0.1)
    assert [len(part) for part in split] == [14, 4, 2]
    assert [*split.train, *split.dev, *split.test] == repeated[:20]
    assert split == split_paragraphs("\n\n".join(repeated), dev=0.2, test=0.1)


@pytest.mark.parametrize("text", ["", "one", "one\n\none\n\none", "a\n\nb\n\nc"])
def test_too_few_paragraphs(text):
    with pytest.raises(ValueError, match="different paragraphs are too few"):
        split_paragraphs(text)


@pytest.mark.parametrize(("dev", "test"), [(0, 0.1), (0.5, 0.5), (0.1, -1), (float("nan"), 0.1)])
def test_shares_that_are_none(dev, test):
    with pytest.raises(ValueError, match="above 0, below 1 in all"):
        split_paragraphs("a\n\nb", dev, test)


def test_the_frozen_text_is_prose_without_repetitions_and_has_its_licence():
    text = python_topics()
    found = paragraphs(text)
    assert len(found) == len(set(found)) == text.count("\n\n") + 1
    assert 200_000 < len(text) < 220_000 and min(len(p.split()) for p in found) >= 8
    notice = (files("lecture_lib.language") / "data" / "LICENSE-PSF.txt").read_text("utf-8")
    assert "Summary of the changes" in notice and "All Rights\nReserved" in notice
