"""What pydantic found, in plain words: fields missing, misspelt or misplaced, and lists that are none."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from kle_site.county import Expertise, FrontMatter, Places, Site, Withdrawn
from kle_site.model import Leader
from kle_site.problems import Fault, Where
from kle_site.wording import faults_of, names_of
from kle_site.yamltext import read

GOOD = {
    "slug": "ann-lee",
    "name": "Ann Lee",
    "designations": [{"kind": "KLE", "since": "2021-10"}],
    "role": "Headteacher",
    "schools": [
        {"name": "One", "urn": "900001", "phase": "primary", "district": "swale", "since": "2019-09"}
    ],
    "works_in": ["swale"],
    "expertise": ["send"],
    "support": ["mentoring"],
    "availability": {"status": "open", "checked": "2026-11-02"},
    "portrait": "word " * 100,
    "contact": {"via": "kah"},
    "consent": {"given": "2026-09-01", "scope": ["name", "portrait"], "notice": "1"},
    "confirmed": "2026-09-01",
}


def faults(kind: type[BaseModel], data: Any) -> list[Fault]:
    """Return what is wrong with a record of some data; nothing when it is right."""
    try:
        kind.model_validate(data)
    except ValidationError as error:
        return faults_of(kind, error)
    return []


def leader_without(*names: str, **changes: Any) -> list[Fault]:
    """Return what is wrong with a good leader without some fields and with others changed."""
    return faults(Leader, {name: value for name, value in (GOOD | changes).items() if name not in names})


def only(found: list[Fault]) -> Fault:
    """Return the one fault there is."""
    assert len(found) == 1

    return found[0]


def test_a_good_record_has_no_fault() -> None:
    """The data that these tests change is right by itself."""
    assert leader_without() == []


@pytest.mark.parametrize(
    ("found", "where", "message", "hint"),
    [
        (leader_without("role"), (), "“role” is missing.", "Add “role:” – "),
        (
            leader_without(availability={"checked": "2026-11-02"}),
            ("availability",),
            "“status” is missing from “availability”.",
            "Add “status:” – ",
        ),
        (
            leader_without(designations=[{"kind": "KLE"}]),
            ("designations", 0),
            "“since” is missing.",
            "Add “since:” – ",
        ),
    ],
)
def test_a_missing_field_is_told_where_it_should_be(
    found: list[Fault], where: Where, message: str, hint: str
) -> None:
    """What is missing is named, with what holds it and what belongs there."""
    fault = only(found)

    assert (fault.where, fault.code, fault.message) == (where, "missing", message)
    assert fault.hint.startswith(hint)
    assert fault.hint != hint


def test_a_missing_field_without_a_description() -> None:
    """A field that carries no sentence of its own can still be asked for."""
    assert faults(Withdrawn, {"withdrawn": [{"slug": "a"}]}) == [
        Fault(("withdrawn", 0), "missing", "“on” is missing.", "Add “on:” and its value.")
    ]


@pytest.mark.parametrize(
    ("found", "hint"),
    [
        (leader_without("role", Role="Head"), "Did you mean “role”?"),
        (leader_without("expertise", expertize=["send"]), "Did you mean “expertise”?"),
        (leader_without(status="open"), "It belongs under “availability”: move it there."),
        (leader_without(person="Office Manager"), "It belongs under “contact”: move it there."),
        (
            leader_without(contact={"via": "kah", "trust": {"name": "One"}}),
            "It does not belong under another field: take the spaces before it away.",
        ),
        (leader_without(twitter="@ann"), "Delete it. All the fields there are: docs/portrait-fields.md"),
        (
            leader_without(consent={**GOOD["consent"], "reason": "none"}),  # type: ignore[dict-item]
            "The fields here are: given, scope, notice.",
        ),
        (
            leader_without(**{"This matters": "much"}),
            "If this line goes on from the one above, put two more spaces before it.",
        ),
    ],
)
def test_an_unknown_field_comes_with_what_to_do(found: list[Fault], hint: str) -> None:
    """A field that is misspelt, in the wrong place or unknown is told once, with its cure."""
    fault = only(found)

    assert (fault.code, fault.hint) == ("unknown-field", hint)
    assert fault.message == f"We do not know a field “{fault.where[-1]}” here."


def test_words_after_a_comma_are_not_called_a_field() -> None:
    """{alt: Ann Lee, in the hall}: the comma is what went wrong."""
    fault = only(leader_without(photo={"file": "ann.jpg", "alt": "Ann Lee", "in the hall": ""}))

    assert fault.message == "The comma before these words makes them a field’s name."
    assert fault.hint == 'If these words belong to the value before them, put all of it in "double quotes".'


def test_a_colon_without_its_space_is_told_as_that() -> None:
    """{kind:KLE} is a field of that name to YAML; neither it nor what it meant is called missing."""
    found = leader_without(designations=[{"kind:KLE": "", "since:2021-10": ""}])

    assert [(fault.where, fault.code, fault.message, fault.hint) for fault in found] == [
        (
            ("designations", 0, f"{name}:{value}"),
            "unknown-field",
            f"The colon after “{name}” needs a space after it.",
            f"Write it like this: {name}: {value}",
        )
        for name, value in (("kind", "KLE"), ("since", "2021-10"))
    ]


@pytest.mark.parametrize(
    ("value", "pieces"),
    [
        ("swale", "[swale]"),
        ("swale, east", "[swale, east]"),
        ("swale; east", "[swale, east]"),
        ("swale and east", "[swale, east]"),
        ("swale east", "[swale, east]"),
        ("(swale, east)", "[swale, east]"),
        ("– swale – east", "[swale, east]"),
        ("-swale -east", "[swale, east]"),
        ("• swale\n• east", "[swale, east]"),
        ("tunbridge-wells, north", "[tunbridge-wells, north]"),
    ],
)
def test_a_list_written_as_one_value(value: str, pieces: str) -> None:
    """What was meant as a list is shown as one, in square brackets."""
    fault = only(leader_without(works_in=value))

    assert (fault.where, fault.code, fault.message) == (("works_in",), "list", "This should be a list.")
    assert fault.hint == f"Write it in square brackets: {pieces}"


def test_a_list_of_records_without_its_dashes() -> None:
    """Where each item has fields of its own, dashes are what is missing."""
    as_fields = only(leader_without(designations={"kind": "KLE", "since": "2021-10"}))
    as_words = only(leader_without(designations="KLE"))
    without_space = only(leader_without(designations={"-kind": "KLE"}))
    with_words_dash = only(leader_without(designations={"– kind": "KLE"}))

    assert without_space.hint == with_words_dash.hint == "Type a plain dash and a space: - kind"
    assert as_fields.hint == "Put a dash and a space before “kind”, and set the lines below it in by two."
    assert (
        as_words.hint
        == "Start each on a line of its own: a dash, a space and its fields (kind, since, until)."
    )


@pytest.mark.parametrize(
    ("value", "message", "hint"),
    [
        (
            "kah",
            "This should have fields of its own, not one value.",
            "two spaces in: email, via, phone, person.",
        ),
        (
            [{"via": "kah"}],
            "This should be one set of fields, not a list.",
            "Remove the dash or the square brackets.",
        ),
        ("", "Nothing is written here.", "Write something there, or delete the line."),
    ],
)
def test_what_should_have_fields(value: Any, message: str, hint: str) -> None:
    """A value or a list in place of fields, or nothing, is told as such."""
    fault = only(leader_without(contact=value))

    assert (fault.where, fault.message) == (("contact",), message)
    assert fault.hint.endswith(hint)


def test_fields_without_names_of_their_own() -> None:
    """Mailboxes by area have no fixed names to offer."""
    (fault,) = [
        fault for fault in faults(Site, {"mailboxes": {"area_chairs": "x"}}) if fault.code == "fields"
    ]

    assert fault.hint == "Write its fields on lines below it, two spaces in."


@pytest.mark.parametrize(
    ("found", "code", "message"),
    [
        (leader_without(works_in=[]), "too-few", "This list is empty."),
        (leader_without(works_in=""), "empty", "Nothing is written here."),
        (leader_without(support=["mentoring"] * 5), "too-many", "This list has 5; the most is 4."),
    ],
)
def test_lists_that_are_too_short_or_too_long(found: list[Fault], code: str, message: str) -> None:
    """An empty list and one that is too long are told with how many there may be."""
    assert (only(found).code, only(found).message) == (code, message)


def test_a_list_of_wrong_things_is_not_called_empty() -> None:
    """Each wrong item is told; that none is left is only their echo."""
    assert [fault.where for fault in leader_without(support=["coaching", "help"])] == [
        ("support", 0),
        ("support", 1),
    ]


@pytest.mark.parametrize(
    ("item", "comma"), [("mentoring peer-review", True), ("coaching", False), (" coaching ", False)]
)
def test_an_item_with_a_space_may_lack_a_comma(item: str, comma: bool) -> None:
    """Two items without a comma between them are one to YAML, so a comma is offered too."""
    fault = only(leader_without(support=[item]))

    assert fault.hint.endswith("If these are two, put a comma between them.") is comma


def test_a_value_with_a_space_lacks_no_comma() -> None:
    """Outside a list there is nothing to separate."""
    assert "comma" not in only(leader_without(confirmed="1 September 2026")).hint


def test_the_kinds_of_value_speak_for_themselves() -> None:
    """What a validator said reaches the reader as it is."""
    fault = only(leader_without(confirmed="2026-02-30"))

    assert (fault.where, fault.code) == (("confirmed",), "no-such-day")
    assert (fault.message, bool(fault.hint)) == ("There is no such day as 2026-02-30.", True)


def test_names_of_a_record_and_of_those_inside_it() -> None:
    """A record's own fields and those of its records are known by the names that files use."""
    found = names_of(Leader)

    assert {"name", "works_in", "urn", "from", "free_days", "left", "scope"} <= found
    assert not {"slug", "from_"} & found
    assert names_of(FrontMatter) == {"title", "summary", "edition", "order"}


# --- whatever is in a file --------------------------------------------------------------------------------

_words = st.text(st.sampled_from("ab:- 1é'\"<\n"), max_size=12)
_names = st.sampled_from(
    [*sorted(names_of(Leader) | names_of(Places) | names_of(Site)), "x", "a b", "kind:KLE", ""]
)
_data = st.recursive(
    _words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.whole
@settings(max_examples=120, deadline=None)
@given(
    kind=st.sampled_from([Leader, Places, Site, Expertise, Withdrawn, FrontMatter]),
    data=st.dictionaries(_names, _data, max_size=8),
)
def test_whatever_a_file_holds_is_told_in_our_words(kind: type[BaseModel], data: dict[str, Any]) -> None:
    """For any data, each fault has a path, a code of ours, a sentence, and something to do."""
    found = faults(kind, data)

    assert all(fault.code.replace("-", "").isalpha() and "_" not in fault.code for fault in found)
    assert all(fault.message.endswith(".") for fault in found)
    said = [re.sub(r"“[^”]*”", "", fault.message.lower()) for fault in found]
    assert not any("input" in words or "valid" in words or "string" in words for words in said)
    assert found or kind is Withdrawn


@pytest.mark.whole
@settings(max_examples=60, deadline=None)
@given(data=st.dictionaries(_names, _data, max_size=8))
def test_whatever_is_wrong_has_a_place(data: dict[str, Any]) -> None:
    """Every fault of any data, written as YAML, is found in the file again."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    document, _ = read("a.yaml", text.encode())
    for fault in faults(Leader, data) if document else []:
        assert document is not None
        span = document.span(fault.where)

        assert 1 <= span.line <= text.count("\n") + 1
        assert 1 <= span.column < span.end
