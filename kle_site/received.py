"""What comes by e-mail or as an issue, read with care: a portrait, or changes to one.

Three files are read, bare or inside a saved issue: a portrait as YAML, and the two files of JSON that the
form of /submit/ gives:

    {"format": "kle-portrait", "version": 1, "slug": …, "portrait": {field: value}}
    {"format": "kle-portrait-changes", "version": 1, "slug": …,
     "changes": {field: value, or null to take it out}, "was": {field: the value that was published}}

A change gives a field whole, but may give single fields of `availability`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from kle_site import issueform, submission, writing, yamltext
from kle_site.decoding import decode
from kle_site.document import Data
from kle_site.fields import quoted, slug_fault
from kle_site.issueform import IssueError
from kle_site.model import RESERVED, Leader
from kle_site.wording import names_of

PORTRAIT, CHANGES, VERSION = "kle-portrait", "kle-portrait-changes", 1
LIMIT = 512 * 1024
"""Bytes of what is read at most: an issue with all that a program says of it."""
JSON_LIMIT = 128 * 1024
"""Characters of JSON at most; a portrait of 32 KB and what it was before need half of that."""

_KEYS = {
    PORTRAIT: ("format", "version", "slug", "portrait"),
    CHANGES: ("format", "version", "slug", "changes", "was"),
}
_READ = "We read a portrait (YAML), the file that the form gives (JSON), and a saved issue that holds either."
_AGAIN = "Ask for the file again, attached and not pasted."
# A portrait starts lines with the names of its fields. One could stand in any letter; two are no accident.
_FIELD = re.compile(rf"^\ufeff?({'|'.join(writing.ORDER)})[ \t]*:(?=\s|$)", re.MULTILINE)
_CURLY = re.compile(r"[{,]\s*[“”„][^“”„\"\n]{1,40}[“”]\s*:")


class IntakeError(Exception):
    """Why nothing can be made of what came: sentences."""


@dataclass(frozen=True, slots=True)
class Intake:
    """A portrait, or changes to one, as it came; its values are not checked yet."""

    slug: str
    """The address that it gives; empty where it gives none."""
    data: dict[str, Data]
    """The portrait's fields, or those that change: None for one that goes. Empty where YAML is broken."""
    text: bytes | None = field(default=None, repr=False)
    """A portrait's YAML as it came; None for JSON."""
    is_change: bool = False
    was: dict[str, Data] | None = None
    """What stood there when the change was made, if it says so."""
    notes: tuple[str, ...] = ()
    """What was passed over."""


def read(raw: bytes, name: str = "") -> Intake:
    """Return what came. `name`: the file's, if it has one; what ends in .yaml is a portrait, come what may.

    Raises IntakeError.
    """
    if len(raw) > LIMIT:
        raise IntakeError(f"This is larger than {LIMIT // 1024} KB, so it is none of our files. {_READ}")
    if submission.is_one(raw):
        message = "This is an annual submission, which names schools that had support: it is private."
        raise IntakeError(f"{message} It goes by e-mail, and never into an issue or a pull request.")
    if name.lower().endswith((".yaml", ".yml")):
        return _portrait(raw, name)
    return _read(_text(raw))


def _text(raw: bytes) -> str:
    text, problems = decode("", raw, limit=LIMIT)
    if text is None:
        raise IntakeError(f"{problems[0].message} {problems[0].hint}")
    return raw.decode("utf-8-sig")  # what hides in it is told at its line later


def _read(text: str, *, is_in_issue: bool = False) -> Intake:
    found = _json(text)
    if isinstance(found, dict) and "format" not in found and not is_in_issue:
        body = _from_issue(found)
        if body is not None:
            return _in_issue(body)
    if found is not None:
        return _of_json(found, len(text))
    if issueform.is_body(text) and not is_in_issue:
        return _in_issue(text)
    if len(set(_FIELD.findall(text))) < 2:
        raise IntakeError(f"We do not know what this is. {_READ}" if text.strip() else "Nothing is in this.")
    return _portrait(text.encode(), "")


def _from_issue(found: dict[str, Any]) -> str | None:
    try:
        return issueform.body_of(found)
    except IssueError as wrong:
        raise IntakeError(str(wrong)) from None


def _in_issue(body: str) -> Intake:
    try:
        text = issueform.file_of(body)
    except IssueError as wrong:
        raise IntakeError(str(wrong)) from None
    return _read(text, is_in_issue=True)


def _portrait(raw: bytes, name: str) -> Intake:
    """Return a portrait that came as YAML; what is wrong with it, the checks will say."""
    # A second download of one name is "jo-field (1).yaml".
    slug = re.sub(r" ?\(\d{1,3}\)$", "", name.rpartition(".")[0])
    document, _ = yamltext.read(name, raw, names=names_of(Leader))
    return Intake(slug, document.data if document and not document.mended else {}, raw)


# --- JSON -------------------------------------------------------------------------------------------------


def _json(text: str) -> Any:
    """Return what JSON says, None for a text that is none. Raises IntakeError where it is broken."""
    start = text.lstrip()[:1]
    if start not in {"{", "["}:
        return None
    try:
        return json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        if _CURLY.search(text):
            message = "Curly quotes stand here where JSON has straight ones: a word processor put them in."
        elif re.match(r'\s*[{[]\s*(?:["{[]|$)', text):
            message = "This is JSON, but damaged: it breaks off, or was changed by hand."
        else:
            return None
    raise IntakeError(f"{message} {_AGAIN}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field stands twice")
    return found


def _of_json(found: Any, size: int) -> Intake:
    kind = found.get("format") if isinstance(found, dict) else None
    if kind not in (PORTRAIT, CHANGES):
        raise IntakeError(f"This is JSON, but none of our files. {_READ}")
    if size > JSON_LIMIT:
        raise IntakeError(f"This holds more than {JSON_LIMIT // 1024} KB: no portrait is so long.")
    version = found.get("version")
    if type(version) is not int or version < 1:
        raise IntakeError(
            f"Which version of the form made this is not said: “version” is {VERSION}. {_AGAIN}"
        )
    if version > VERSION:
        message = f"This was made by a newer form: version {version}; we read version {VERSION}."
        raise IntakeError(f"{message} Bring this program up to date, or ask for the file of today’s form.")
    keys = _KEYS[kind]
    missing = [key for key in keys[:-1] if key not in found] + [keys[3]] * (keys[3] not in found)
    if missing:
        raise IntakeError(f"“{missing[0]}” is missing from this file. {_AGAIN}")
    notes = [
        f"We do not know “{key}” in this file, so it is passed over." for key in found if key not in keys
    ]
    held, was = found[keys[3]], found.get("was")
    if not isinstance(held, dict) or not held:
        raise IntakeError(f"“{keys[3]}” holds no fields. {_AGAIN}")
    if not (was is None or isinstance(was, dict)):
        raise IntakeError(f"“was” holds no fields. {_AGAIN}")
    is_change = kind == CHANGES
    data = {name: _value(value, (name,), is_change) for name, value in held.items()}
    before = None
    if is_change and was is not None:
        before = {name: _value(value, (name,), True) for name, value in was.items() if value is not None}
    return Intake(_slug(found["slug"]), data, None, is_change, before, tuple(notes))


def _slug(slug: Any) -> str:
    if not isinstance(slug, str):
        raise IntakeError(f"“slug” is the end of the page’s address, like sian-obrien. {_AGAIN}")
    wrong = slug_fault(slug)
    if wrong:
        raise IntakeError(f"“slug” is the end of the page’s address. {wrong[0]} {wrong[1]}")
    if slug in RESERVED:
        message = f"The slug becomes the address, but /directory/{slug}/ is another page’s."
        raise IntakeError(f"{message} Write another slug into the file.")
    return slug


def _value(value: Any, where: tuple[str, ...], may_go: bool) -> Data:
    """Return a value of JSON as a portrait has it: all words are as typed, numbers too."""
    if value is None and may_go and (len(where) == 1 or (len(where) == 2 and where[0] == "availability")):
        return None
    path = quoted(".".join(where))
    if len(where) > yamltext.DEPTH:
        raise IntakeError(f"Too many lists or fields stand inside one another in {quoted(where[0])}.")
    if value is None:
        raise IntakeError(f"{path} holds nothing (null). Leave it out, or write what it is.")
    if isinstance(value, dict):
        return {name: _value(held, (*where, name), may_go) for name, held in value.items()}
    if isinstance(value, list):
        return [_value(held, (*where, str(place)), False) for place, held in enumerate(value)]
    if not isinstance(value, str):
        return json.dumps(value)
    return as_portrait(value) if where == ("portrait",) else value


def as_portrait(text: str) -> str:
    """Return a portrait’s words as files hold them: no space at the ends of lines, one line end at last."""
    lines = re.split(r"\r\n|\r|\n", text)
    return "\n".join(line.rstrip(" \t") for line in lines).strip("\n") + "\n"
