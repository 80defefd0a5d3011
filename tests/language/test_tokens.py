"""Tokens and vocabularies: what is cut where, and numbers there and back."""

from __future__ import annotations

import pytest

from lecture_lib.language import Special, Vocabulary, characters, pond, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t", []),
        ("duck", ["duck"]),
        ("The geese' well-known 2 o'clock…", ["The", "geese", "'", "well-known", "2", "o'clock", "…"]),
        ("Zwei Gänse, 两只鹅!", ["Zwei", "Gänse", ",", "两只鹅", "!"]),
        ("a -- b", ["a", "-", "-", "b"]),
    ],
)  # fmt: skip
def test_words(text, expected):
    assert words(text) == expected


def test_characters_lose_nothing():
    assert "".join(characters("a Gänsekind\n")) == "a Gänsekind\n" and characters("") == []


def test_a_vocabulary_goes_there_and_back():
    vocabulary = Vocabulary.of(["a", "duck", "and", "a", "goose"], special=list(Special))
    assert vocabulary.tokens[:4] == ("a", "and", "duck", "goose")  # by frequency, then alphabet
    numbers = vocabulary.encode(["goose", Special.MASK, "a"])
    assert numbers.dtype == "int64" and vocabulary.decode(numbers) == ["goose", "<mask>", "a"]
    assert len(vocabulary) == 4 + len(Special) and list(vocabulary)[4] == "<unk>"
    assert vocabulary.encode([]).shape == (0,)


def test_special_tokens_leave_the_numbers_of_a_language():
    language = pond()
    vocabulary = Vocabulary(language.words, [Special.PADDING, Special.MASK])
    sentence = ["two", "geese", "honk", "."]
    assert (vocabulary.encode(sentence) == language.numbers(sentence)).all()
    assert vocabulary[Special.MASK] == len(language.words) + 1


def test_an_unknown_word():
    with_unknown = Vocabulary(["duck"], [Special.UNKNOWN])
    assert with_unknown.encode(["swan", "duck"]).tolist() == [1, 0] and with_unknown["swan"] == 1
    assert "swan" not in with_unknown and "duck" in with_unknown
    with pytest.raises(ValueError, match=r"'swan', token 1, is unknown .* special=\[Special.UNK"):
        Vocabulary(["duck"]).encode(["duck", "swan"])


def test_rare_words_are_left_out_and_special_ones_in_the_text_stay_special():
    text = ["duck", "duck", "goose", "</s>", "</s>", "</s>"]
    vocabulary = Vocabulary.of(text, [Special.UNKNOWN, Special.END], at_least=2)
    assert vocabulary.tokens == ("duck", "<unk>", "</s>")


def test_what_a_vocabulary_refuses():
    with pytest.raises(ValueError, match="no tokens; was the text empty"):
        Vocabulary.of([])
    with pytest.raises(ValueError, match="'duck' is there 2 times"):
        Vocabulary(["duck", "goose", "duck"])
    for number in (-1, 2):
        with pytest.raises(ValueError, match=f"no token has the number {number}; .* 0 to 1"):
            Vocabulary(["duck", "goose"]).decode([0, number])
