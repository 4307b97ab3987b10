"""How hard the pages are to read: the measure is right, and no page of the protocols goes too far."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import reading

LONGEST = 15
"""Words in a sentence, on average over a page."""
OLDEST = 12
"""The age of who can follow a page; about 11 is meant, and names like Kent Leader of Education are long."""


def test_no_page_of_the_protocols_is_hard(built_site: Path) -> None:
    """Sentences are short and words too, in the protocols and in the pages for governors."""
    read = reading.pages(built_site)
    ours = {page: one for page, one in read.items() if page.startswith(("/guidance/", "/governors/"))}
    hard = {page: (round(one.length, 1), round(one.age, 1)) for page, one in ours.items()}

    assert len(ours) > 25
    assert {page: told for page, told in hard.items() if told[0] > LONGEST or told[1] > OLDEST} == {}
    assert min(one.words for one in ours.values()) > 80


def test_a_page_is_read_as_a_reader_does() -> None:
    """Sentences, items and cells are apart, no word counts twice, and menus, labels and addresses do not."""
    found = reading.of_page(
        "<main><nav><p>A menu of five long words.</p></nav><p>One two three four. Five six seven eight!</p>"
        "<ul><li><p>An item that is a sentence.</p></li><li>Too short.</li></ul>"
        "<table><td>A cell<br>write to a@b.example about our plan</td></table></main><p>It is not ours.</p>"
    )

    assert found.sentences == (
        "One two three four.",
        "Five six seven eight!",
        "An item that is a sentence.",
        "write to a@b.example about our plan",
    )
    assert (found.words, found.length) == (4 + 4 + 6 + 5, 19 / 4)


@pytest.mark.parametrize(
    ("sentence", "age"),
    [("The cat sat on the mat.", 5.0), ("Headteachers deliberated anxiously.", 35.3)],
)
def test_the_age_follows_the_index(sentence: str, age: float) -> None:
    """4.71 × letters in a word + 0.5 × words in a sentence - 21.43, and 5 for the years before school."""
    assert round(reading.Reading((sentence,)).age, 1) == age


def test_the_table_has_the_hardest_first(
    built_site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every page is a row, in the order of ages; a page that is named shows its hardest sentences."""
    monkeypatch.setattr(reading, "SITE", built_site)
    reading.main([])
    ages = [float(row.split("|")[4]) for row in capsys.readouterr().out.splitlines()[2:]]
    reading.main(["/guidance/deployment/"])

    assert ages == sorted(ages, reverse=True)
    assert len(ages) == len(reading.pages(built_site)) > 35
    assert capsys.readouterr().out.startswith("/guidance/deployment/\n")
