"""Each kind of value takes what people mean, refuses the rest, and says what to type instead."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from kle_site import fields, places
from kle_site.fields import Kind

WORDS = Annotated[str, fields.one_line(20)]
TEXT = Annotated[str, fields.long_text(4, 10)]
SUPPORT = Annotated[str, fields.choice(("mentoring", "peer-review"))]
NUMBER = Annotated[int, fields.whole_number(1, 999)]
DEGREES = Annotated[float, places.degrees(90)]


def read(kind: Any, value: Any) -> Any:
    """Return what a kind makes of a value."""
    return TypeAdapter(kind).validate_python(value)


def refused(kind: Any, value: Any) -> tuple[str, str, str]:
    """Return the code, message and hint with which a kind refuses a value."""
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    (error,) = caught.value.errors()
    return error["type"], error["ctx"]["message"], error["ctx"]["hint"]


def code(kind: Any, value: Any) -> str:
    """Return the code with which a kind refuses a value."""
    return refused(kind, value)[0]


# --- what every kind has in common ------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["", " ", "\n", "\u00a0", "~", "null", "Null", "NULL"])
def test_nothing_is_no_value(value: str) -> None:
    """Blanks and YAML's spellings of "no value" are told as an empty field, not as a wrong name or date."""
    expected = ("empty", "Nothing is written here.", "Write something after the colon, or delete the line.")

    assert [expected] * 3 == [refused(kind, value) for kind in (WORDS, fields.Urn, fields.YesNo)]


def test_a_colon_inside_a_value_is_told_as_such() -> None:
    """A value that YAML read as one field is told as the colon that made it one."""
    expected = (
        "colon-inside",
        "The colon after “attendance” makes this a field with a value of its own.",
        'Put the whole of it in "double quotes", or remove the colon.',
    )

    assert expected == refused(WORDS, {"attendance": "up"})


@pytest.mark.parametrize("value", [{"a": "1", "b": "2"}, {}, ["a"], []])
def test_a_value_is_one(value: Any) -> None:
    """Where one value belongs, neither a list nor a set of fields is taken."""
    assert "one-value" == code(WORDS, value)


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\x00", "U+0000"),
        ("\x1b", "U+001B"),
        ("\r", "U+000D"),
        ("\x85", "U+0085"),
        ("\xad", "U+00AD"),
        ("\u200b", "U+200B"),
        ("\u202e", "U+202E"),
        ("\u2066", "U+2066"),
        ("\u2028", "U+2028"),
        ("\ufeff", "U+FEFF"),
        ("\ud800", "U+D800"),
        ("\U000e0041", "U+E0041"),
    ],
)
def test_no_value_hides_a_character(character: str, name: str) -> None:
    """A backslash between double quotes can spell a character that no editor shows; it is refused."""
    told = refused(WORDS, f"Ann{character}Lee")

    assert ("hidden-character", f"This hides a character that nobody can see ({name}).") == told[:2]


@pytest.mark.parametrize(
    "words", ["می\u200cخواهم", "👩\u200d🏫 Ann", "❤\ufe0f Ann", "Siân O’Brien", "李 校長"]
)
def test_scripts_and_emoji_keep_their_joiners(words: str) -> None:
    """The two joiners that some scripts and emoji need are no hidden characters."""
    assert words == read(WORDS, words)


@pytest.mark.parametrize(("length", "expected"), [(60, "“" + "a" * 60 + "”"), (61, "“" + "a" * 59 + "…”")])
def test_a_message_quotes_no_more_than_a_line(length: int, expected: str) -> None:
    """What somebody typed is quoted in full up to 60 characters, and beyond with an ellipsis."""
    assert expected == fields.quoted("a" * length)


# --- guesses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "expected"),
    [("Mentoring", "mentoring"), ("mentorin", "mentoring"), ("peer review", "peer-review"), ("zzz", None)],
)
def test_a_slip_of_the_finger_is_recognised(word: str, expected: str | None) -> None:
    """A word near one that we know is taken for it, whatever its capitals; others are not."""
    assert expected == fields.did_you_mean(word, ["mentoring", "peer-review"])


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("opn", ["open", "paused"], "Did you mean “open”?"),
        ("zzz", ["open", "paused"], "Choose one of: open, paused."),
        ("zzz", [f"word-{number}" for number in range(17)], ""),
        ("zzz", [], ""),
    ],
)
def test_a_hint_names_the_likely_word_or_a_short_list(word: str, known: list[str], expected: str) -> None:
    """A hint names the likely word, else every choice of a list that is short enough to read."""
    assert expected == fields.choose_from(word, known)


# --- words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Siân O'Brien", "Siân O'Brien"),
        ("  Ann   Lee ", "Ann Lee"),
        ("Ann\u00a0Lee", "Ann Lee"),
        ("Ann\tLee", "Ann Lee"),
        ("Ann Lee\n", "Ann Lee"),
        ("Sia\u0302n", "Siân"),
        ("11+", "11+"),
        ("No", "No"),
        ("85%", "85%"),
        ("Ελένη", "Ελένη"),
        ("a" * 20, "a" * 20),
        ("校" * 20, "校" * 20),
        (" " * 50 + "a" * 20 + "\n\n", "a" * 20),
    ],
)
def test_a_line_of_words_is_tidied(typed: str, expected: str) -> None:
    """Words keep their script and accents; spaces of all kinds become one, and those around it go."""
    assert expected == read(WORDS, typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a" * 21, "too-long"),
        ("a" + " " * 19 + "b", "too-long"),
        ("Ann\nLee", "one-line"),
        ("<b>Ann</b>", "angle"),
        ("a > b", "angle"),
        ("…", "no-words"),
        ("🙂", "no-words"),
        ("2024", "no-words"),
        ("-1.5e3", "no-words"),
        ("0x1F", "no-words"),
        ("0o17", "no-words"),
        (".inf", "no-words"),
        ("-.INF", "no-words"),
        (".NaN", "no-words"),
        ("true", "no-words"),
        ("False", "no-words"),
    ],
)
def test_what_is_not_a_line_of_words_is_refused(typed: str, expected: str) -> None:
    """A line of words has a limit, no second line, no < or >, and is more than a number or a truth."""
    assert expected == code(WORDS, typed)


def test_a_long_line_is_told_its_length_and_the_limit() -> None:
    """Who wrote too much is told how much, and how much there may be."""
    assert ("too-long", "This is 21 characters; the most is 20.", "Shorten it.") == refused(WORDS, "a" * 21)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("abcd", "abcd"),
        ("a\n\nbc\n", "a\n\nbc"),
        ("  abcd  \n\n", "  abcd"),
        ("\n\nabcd", "\n\nabcd"),
        ("abcdefghij\n\n\n\n", "abcdefghij"),
        ("a < b", "a < b"),
    ],
)
def test_a_text_keeps_its_lines(typed: str, expected: str) -> None:
    """A text is measured without the space around it; lines above it stay, so that faults keep their line."""
    assert expected == read(TEXT, typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (" abc ", ("too-short", "This is 3 characters; the least is 4.")),
        ("abcdefghijk", ("too-long", "This is 11 characters; the most is 10.")),
        ("….…..", ("no-words", "“….…..” is not in words.")),
        ("123456", ("no-words", "“123456” is not in words.")),
    ],
)
def test_a_text_has_its_limits(typed: str, expected: tuple[str, str]) -> None:
    """A text outside its limits is told its length and the limit."""
    assert expected == refused(TEXT, typed)[:2]


@pytest.mark.parametrize("slug", ["a", "sian-obrien", "year-6", "1984", "true", "a" * 60, "a-b-c-1-2-3"])
def test_a_slug_is_taken_as_it_is(slug: str) -> None:
    """Small letters, digits and single hyphens make a slug, up to 60 characters."""
    assert (None, slug) == (fields.slug_fault(slug), read(fields.Slug, slug))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Sian", "Write “sian”."),
        ("siân-o'brien", "Write “sian-obrien”."),
        ("a--b", "Write “a-b”."),
        ("-a", "Write “a”."),
        ("a-", "Write “a”."),
        ("a_b", "Write “a-b”."),
        ("../etc/passwd", "Write “etc-passwd”."),
        ("a\n", "Write “a”."),
        ("校長", "Use small letters, digits and single hyphens."),
        ("", "Use small letters, digits and single hyphens."),
        ("a" * 61, "Choose a shorter one."),
    ],
)
def test_anything_else_is_told_the_slug_that_it_could_be(typed: str, expected: str) -> None:
    """What is not a slug comes with one that it could be."""
    assert expected == (fields.slug_fault(typed) or ("", ""))[1]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Siân O'Brien", "sian-obrien"),
        ("Siân O’Brien", "sian-obrien"),
        ("Dr Grace St Clair", "dr-grace-st-clair"),
        ("Łukasz Żółć", "lukasz-zolc"),
        ("Søren Åse", "soren-ase"),
        ("Strauß", "strauss"),
        ("Æthelwyn Œ Þór", "aethelwyn-oe-thor"),
        ("İpek Kılıç", "ipek-kilic"),
        ("Ǆordan ﬁne", "dzordan-fine"),
        ("李 校長", ""),
        ("a" * 59 + " b", "a" * 59),
        ("", ""),
    ],
)
def test_a_name_becomes_a_slug(name: str, expected: str) -> None:
    """A name is spelt in plain letters, as an address of at most 60 characters; without any, it is empty."""
    assert expected == fields.slugify(name)


@pytest.mark.whole
@settings(deadline=None, derandomize=True)
@given(st.text(max_size=200))
def test_a_slug_made_from_anything_is_a_slug(text: str) -> None:
    """Whatever it is made from, a slug that is not empty is one that we take, and its own slug."""
    slug = fields.slugify(text)

    assert (slug, None) == (fields.slugify(slug), fields.slug_fault(slug) if slug else None)


# --- choices ----------------------------------------------------------------------------------------------


def test_a_choice_is_one_of_the_list() -> None:
    """A word of the list is taken; another is refused with the one that was likely meant."""
    told = ("choice", "“mentor” is not one of the choices here.", "Did you mean “mentoring”?")

    assert ("mentoring", told) == (read(SUPPORT, "mentoring"), refused(SUPPORT, "mentor"))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("true", True),
        ("True", True),
        ("yes", True),
        ("YES", True),
        ("false", False),
        ("no", False),
        (True, True),
    ],
)
def test_yes_and_no_are_understood(typed: Any, expected: bool) -> None:
    """True and false may also be typed as yes and no, in any capitals."""
    assert expected is read(fields.YesNo, typed)


@pytest.mark.parametrize("typed", ["y", "on", "1", "maybe", "yes please"])
def test_neither_yes_nor_no_is_refused(typed: str) -> None:
    """Anything else is neither true nor false."""
    assert ("yes-or-no", f"“{typed}” is neither true nor false.", "Write true or false.") == refused(
        fields.YesNo, typed
    )


# --- schools and ways to reach them -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        (fields.Urn, "900001", 900001),
        (fields.Urn, 100000, 100000),
        (NUMBER, "1", 1),
        (NUMBER, "007", 7),
        (NUMBER, "999", 999),
        (DEGREES, "51.2718", 51.2718),
        (DEGREES, "-90", -90.0),
        (fields.Postcode, "ME12 9ZZ", "ME12 9ZZ"),
        (fields.Postcode, "me129zz", "ME12 9ZZ"),
        (fields.Postcode, " ct1  1aa ", "CT1 1AA"),
        (fields.Postcode, "ec1a 1bb", "EC1A 1BB"),
        (fields.Ages, "4-11", "4-11"),
        (fields.Ages, "4 – 11", "4-11"),
        (fields.Ages, "04 to 11", "4-11"),
        (fields.Ages, "0-25", "0-25"),
        (fields.Website, "https://www.example.org/a", "https://www.example.org/a"),
        (fields.Mailbox, "office@school.example", "office@school.example"),
        (fields.Mailbox, "head.pa+kle@a-b.kent.sch.uk", "head.pa+kle@a-b.kent.sch.uk"),
        (fields.Phone, "01622 000000", "01622 000000"),
        (fields.Phone, "(01622) 000000", "(01622) 000000"),
        (fields.Phone, "01622000000 ext 12", "01622000000 ext 12"),
        (fields.Phone, "+44 1622 000000", "+44 1622 000000"),
        (fields.Phone, "+441622000000", "+441622000000"),
        (fields.Phone, "0800 000000", "0800 000000"),
        (fields.PhotoFile, "sian-obrien.jpg", "sian-obrien.jpg"),
        (fields.PhotoFile, "a1.webp", "a1.webp"),
        (fields.PhotoFile, "a" * 76 + ".png", "a" * 76 + ".png"),
    ],
)
def test_what_schools_write_is_taken(kind: Any, typed: Any, expected: Any) -> None:
    """Numbers, postcodes, ages, addresses and telephones are taken, and tidied where it is plain how."""
    assert expected == read(kind, typed)


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        (fields.Urn, "12345", "A URN is six digits and does not start with 0; “12345” has 5."),
        (fields.Urn, "1234567", "A URN is six digits and does not start with 0; “1234567” has 7."),
        (fields.Urn, "012345", "A URN is six digits and does not start with 0; “012345” is not one."),
        (fields.Urn, "90000I", "A URN is six digits and does not start with 0; “90000I” is not one."),
        (fields.Urn, "9٠٠٠٠١", "A URN is six digits and does not start with 0; “9٠٠٠٠١” is not one."),
        (NUMBER, "0", "“0” is not a whole number from 1 to 999."),
        (NUMBER, "1000", "“1000” is not a whole number from 1 to 999."),
        (NUMBER, "-1", "“-1” is not a whole number from 1 to 999."),
        (NUMBER, "1.0", "“1.0” is not a whole number from 1 to 999."),
        (NUMBER, "٣", "“٣” is not a whole number from 1 to 999."),
        (NUMBER, "9" * 5000, f"“{'9' * 59}…” is not a whole number from 1 to 999."),
        (DEGREES, "90.1", "“90.1” is not a number of degrees."),
        (DEGREES, "51,27", "“51,27” is not a number of degrees."),
        (DEGREES, "nan", "“nan” is not a number of degrees."),
        (fields.Postcode, "ME12", "“ME12” is not a whole UK postcode."),
        (fields.Postcode, "M E12 9ZZ", "“M E12 9ZZ” is not a whole UK postcode."),
        (fields.Postcode, "ß1 1AA", "“ß1 1AA” is not a whole UK postcode."),
        (fields.Ages, "11-4", "“11-4” is no range of school ages."),
        (fields.Ages, "5-5", "“5-5” is no range of school ages."),
        (fields.Ages, "4-26", "“4-26” is no range of school ages."),
        (fields.Ages, "primary", "“primary” is not a range of ages."),
        (fields.Website, "http://www.example.org", "This link is not secure (http)."),
        (fields.Website, "javascript:alert(1)", "This link does not lead to a web page."),
        (fields.Mailbox, "office", "“office” is not an e-mail address."),
        (fields.Mailbox, "a@b", "“a@b” is not an e-mail address."),
        (fields.Mailbox, "a@1.2.3.4", "“a@1.2.3.4” is not an e-mail address."),
        (fields.Mailbox, "a..b@c.example", "“a..b@c.example” is not an e-mail address."),
        (fields.Mailbox, "a@-c.example", "“a@-c.example” is not an e-mail address."),
        (fields.Mailbox, "a@b.example\n", "“a@b.example\n” is not an e-mail address."),
        (fields.Mailbox, "a@b.example?cc=c@d.uk", "“a@b.example?cc=c@d.uk” is not an e-mail address."),
        (fields.Mailbox, "a" * 200 + "@b.example", f"“{'a' * 59}…” is not an e-mail address."),
        (fields.Phone, "1622 000000", "“1622 000000” is not a UK telephone number."),
        (fields.Phone, "((((((((((", "“((((((((((” is not a UK telephone number."),
        (fields.Phone, "+44 (0)1622 000000", "“+44 (0)1622 000000” is not a UK telephone number."),
        (fields.Phone, "+1 212 0000000", "“+1 212 0000000” is not a UK telephone number."),
        (fields.Phone, "01622 0000", "“01622 0000” has 9 digits; a UK telephone number has 10 or 11."),
        (fields.Phone, "01622 0000000", "“01622 0000000” has 12 digits; a UK telephone number has 10 or 11."),
        (fields.Phone, "07700 900123", "“07700 900123” is a mobile number, so it is a person’s."),
        (fields.Phone, "+447700900123", "“+447700900123” is a mobile number, so it is a person’s."),
        (fields.PhotoFile, "Sian.jpg", "“Sian.jpg” is not a photo’s name."),
        (fields.PhotoFile, "../sian.jpg", "“../sian.jpg” is not a photo’s name."),
        (fields.PhotoFile, "sian.svg", "“sian.svg” is not a photo’s name."),
        (fields.PhotoFile, "a" * 77 + ".png", f"“{'a' * 59}…” is not a photo’s name."),
    ],
)
def test_what_schools_mistype_is_told(kind: Any, typed: str, expected: str) -> None:
    """What cannot be right is refused in words that name it."""
    assert expected == refused(kind, typed)[1]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (fields.Urn, "urn"),
        (NUMBER, "number"),
        (DEGREES, "degrees"),
        (fields.Postcode, "postcode"),
        (fields.Ages, "ages"),
        (fields.Website, "link"),
        (fields.Mailbox, "mailbox"),
        (fields.Phone, "phone"),
        (fields.PhotoFile, "photo-name"),
        (fields.Slug, "slug"),
    ],
)
def test_each_kind_has_its_code(kind: Any, expected: str) -> None:
    """Programs know a fault by its code, which stays when the words change."""
    assert expected == code(kind, "?")


# --- all of them ------------------------------------------------------------------------------------------

KINDS = [
    (name, value)
    for name, value in vars(fields).items()
    if isinstance(getattr(value, "__metadata__", [0])[0], Kind)
]


def test_no_kind_is_left_out_here() -> None:
    """The kinds that the next test takes are all that the module has."""
    expected = ["Ages", "Mailbox", "Phone", "PhotoFile", "Postcode"]
    expected += ["Slug", "Urn", "Website", "YesNo"]

    assert expected == sorted(name for name, _ in KINDS)


@pytest.mark.parametrize(("name", "kind"), KINDS)
@settings(deadline=None, derandomize=True, max_examples=30)
@given(value=st.one_of(st.text(), st.text("0123456789ABCabc+() .@/:-", max_size=40)))
def test_no_text_makes_a_kind_fail(name: str, kind: Any, value: str) -> None:
    """Any text is taken, or refused with a message and a code; nothing else is ever raised."""
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        (detail,) = error.errors()

        assert {"message", "hint"} == set(detail["ctx"])
        assert detail["ctx"]["message"].strip().endswith(".")


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_the_example_of_a_kind_is_right(name: str, kind: Any) -> None:
    """What an editor offers as an example is taken."""
    (facts,) = kind.__metadata__
    examples = facts.schema.get("examples", [])

    assert [] == [example for example in examples if read(kind, str(example)) is None]
