"""The kinds of value a file may hold: each from the text that was typed, or a fault that says what to type.

Each kind is a pydantic type with two faces: a validator over text, and the JSON Schema that an editor reads.
The schema never refuses what the validator takes: editors see a number or a truth value in some of what is
text to us, and text with the space around it that we leave out.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from kle_site.phrases import said
from kle_site.weblinks import LONGEST as LONGEST_LINK
from kle_site.weblinks import fault_in as link_fault_in


def fault(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """Return the error that a validator raises; its words reach the reader as they are."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})


def fault_of(name: str, /, **filled: object) -> PydanticCustomError:
    """Return the error whose words stand in `phrases`."""
    return fault(*said(name, **filled))


def quoted(text: str) -> str:
    """Return what somebody typed, in quotation marks; no more of it than fits a line."""
    return f"“{text if len(text) <= 60 else f'{text[:59]}…'}”"


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was likely meant to be."""
    lower = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    return lower[near[0]] if near else None


FEW = 16
"""Choices at most that a hint names one by one."""


def choose_from(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the likely word or, from a short list, every choice."""
    choices = list(known)
    if near := did_you_mean(word, choices):
        return said("meant-this", meant=near).hint
    return said("choose", choices=", ".join(choices)).hint if 0 < len(choices) <= FEW else ""


def typed(value: Any) -> str:
    """Return the text of a value, or say that there is none, more than one, or one that hides something."""
    if isinstance(value, dict):
        names = list(value)
        if len(names) == 1:
            raise fault_of("colon-inside", name=quoted(str(names[0])))
        raise fault_of("one-value-fields")
    if isinstance(value, list):
        raise fault_of("one-value-list")
    text = str(value)
    if not text.strip() or text in NOTHING:
        raise fault_of("empty")
    hidden = not text.replace("\n", "").isprintable() and next(filter(_is_hidden, sorted(set(text))), None)
    if hidden:
        # The file itself holds none, but between double quotes YAML takes \u202e for such a character.
        raise fault_of("hidden-character", point=f"{ord(hidden):04X}")
    return text


NOTHING = frozenset({"~", "null", "Null", "NULL"})
"""How YAML spells "no value"; nobody’s name, place or date."""


def _is_hidden(character: str) -> bool:
    """Is this a control, direction or zero-width character? Some scripts and emoji need the two joiners."""
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return hidden and character not in "\n\t\u200c\u200d"


@dataclass(frozen=True, eq=False)  # pydantic hashes it, and a schema is a dict
class Kind:
    """A kind of value: how its text is read, and the JSON Schema that an editor checks it by."""

    read: Callable[[str], Any]
    schema: dict[str, Any]
    description: str = ""
    """What may be typed, in words; none where the choices of the schema say it."""
    name: str = ""
    """What the form in the browser calls the kind; none where no portrait has it."""
    limits: dict[str, Any] = field(default_factory=dict)
    """What the form reads it by: lengths, choices."""

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        # Of dates, slugs and choices, many portraits have the same few.
        again = lru_cache(maxsize=1_000)(lambda text: self.read(typed(text)))
        return core_schema.no_info_plain_validator_function(
            lambda value: again(value) if type(value) is str and len(value) < 64 else self.read(typed(value))
        )

    def __get_pydantic_json_schema__(self, _: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        # Editors show errorMessage in place of "does not match the pattern ^[1-9]…"; validators pass it over.
        return {**self.schema, "errorMessage": self.description} if self.description else dict(self.schema)


def matching(pattern: str, example: str | int = "", **more: Any) -> dict[str, Any]:
    """Return the schema of a text that matches the whole of a pattern."""
    examples = {"examples": [example]} if example else {}
    return {"type": "string", "pattern": f"^(?:{pattern})$", **examples, **more}


# --- words ------------------------------------------------------------------------------------------------

# What YAML 1.2, and so an editor, sees as a number or a truth value.
NOT_WORDS = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:e[-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-f]+|[-+]?\.inf|\.nan|true|false",
    re.IGNORECASE,
)


def _in_words(text: str, longest: int) -> str:
    """Return a text without the space around it, measured as it was typed."""
    words = text.strip()
    if len(words) > longest:
        raise fault_of("too-long", count=f"{len(words):,}", most=f"{longest:,}")
    if NOT_WORDS.fullmatch(words) or not any(character.isalnum() for character in words):
        raise fault_of("no-words", typed=quoted(words))
    return words


def one_line(longest: int) -> Kind:
    """Return the kind of a single line of words: any script, no markup, at most `longest` characters."""

    def read(text: str) -> str:
        words = _in_words(text, longest)
        if "\n" in words:
            raise fault_of("one-line")
        odd = re.search(r"[<>]", words)
        if odd:
            raise fault_of("angle", odd=odd.group())
        # Word's no-break spaces would keep “Ann Lee” from being found by those who type a plain space.
        return " ".join(unicodedata.normalize("NFC", words).split())

    pattern = rf"\s*[^\s<>](?:[^<>\r\n]{{0,{longest - 2}}}[^\s<>])?\s*"
    description = f"One line of at most {longest} characters, without < or >."
    return Kind(read, matching(pattern), description, "line", {"most": longest})


def long_text(shortest: int, longest: int) -> Kind:
    """Return the kind of a text of several lines, measured in characters without the space around it."""

    def read(text: str) -> str:
        words = _in_words(text, longest)
        if len(words) < shortest:
            raise fault_of("too-short", count=f"{len(words):,}", least=f"{shortest:,}")
        # Blank lines above it stay, so that a fault is told at its own line of the file.
        return unicodedata.normalize("NFC", text.rstrip())

    pattern = rf"\s*\S[\s\S]{{{shortest - 2},{longest - 2}}}\S\s*"
    message = f"A text of {shortest:,} to {longest:,} characters."
    limits = {"least": shortest, "most": longest}
    return Kind(read, matching(pattern, minLength=shortest), message, "text", limits)


SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG, LONGEST_MAILBOX, LONGEST_PHOTO = 60, 120, 80
"""Characters at most."""


def slug_fault(text: str) -> tuple[str, str] | None:
    """Return what keeps `text` from being a slug, and a slug that it could be."""
    if SLUG.fullmatch(text) and len(text) <= LONGEST_SLUG:
        return None
    if len(text) > LONGEST_SLUG:
        return said("slug-long", count=len(text), most=LONGEST_SLUG)[1:]
    better = slugify(text)
    return said("slug" if better else "slug-none", typed=quoted(text), better=better)[1:]


def slugify(text: str) -> str:
    """Return small letters, digits and hyphens: `Siân O'Brien` → `sian-obrien`; empty if none is left."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_TABLE)
    ascii_only = plain.encode("ascii", "ignore").decode().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:LONGEST_SLUG].rstrip("-")


PLAIN: dict[str, str | int | None] = {
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
}
"""Letters that no decomposition turns into plain ones."""
_TABLE = str.maketrans(PLAIN)


def _slug(text: str) -> str:
    wrong = slug_fault(text)
    if wrong:
        raise fault("slug", *wrong)
    return text


Slug = Annotated[
    str,
    Kind(
        _slug,
        # 1984 and true are slugs too, though an editor sees no text in them.
        matching(SLUG.pattern, maxLength=LONGEST_SLUG, type=["string", "number", "boolean"]),
        f"Small letters, digits and single hyphens, at most {LONGEST_SLUG} characters.",
        "slug",
    ),
]


def choice(choices: tuple[str, ...]) -> Kind:
    """Return the kind of a word from a fixed list."""

    def read(text: str) -> str:
        if text not in choices:
            raise fault_of("choice", typed=quoted(text), hint=choose_from(text, choices))
        return text

    listed = list(choices)
    return Kind(read, {"type": "string", "enum": listed}, name="choice", limits={"choices": listed})


def _yes_or_no(text: str) -> bool:
    lower = text.lower()
    if lower not in {"true", "false", "yes", "no"}:
        raise fault_of("yes-or-no", typed=quoted(text))
    return lower in {"true", "yes"}


_YES_NO = "[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Yy][Ee][Ss]|[Nn][Oo]"
YesNo = Annotated[
    bool, Kind(_yes_or_no, matching(_YES_NO, type=["boolean", "string"]), "true or false.", "yes-or-no")
]


# --- schools and ways to reach them -----------------------------------------------------------------------


def _urn(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{5}", text):
        other = re.fullmatch("[0-9]+", text) and len(text) != 6
        raise fault_of("urn-digits" if other else "urn", typed=quoted(text), count=len(text))
    return int(text)


def whole_number(least: int, most: int) -> Kind:
    """Return the kind of a whole number from `least` to `most`."""
    message = f"A whole number from {least:,} to {most:,}."

    def read(text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise fault_of("number", typed=quoted(text), least=f"{least:,}", most=f"{most:,}")
        return int(text)

    schema = matching("-?[0-9]{1,9}", type=["integer", "string"], minimum=least, maximum=most)
    return Kind(read, schema, message, "number", {"least": least, "most": most})


POSTCODE = re.compile(r"\s*([A-Za-z]{1,2}[0-9][A-Za-z0-9]?)\s*([0-9][A-Za-z]{2})\s*")


def _postcode(text: str) -> str:
    match = POSTCODE.fullmatch(text)
    if not match:
        raise fault_of("postcode", typed=quoted(text))
    return f"{match[1]} {match[2]}".upper()


AGES = re.compile("([0-9]{1,2}) ?(?:-|–|to) ?([0-9]{1,2})")


def _ages(text: str) -> str:
    match = AGES.fullmatch(text)
    if not match:
        raise fault_of("ages", typed=quoted(text))
    if not int(match[1]) < int(match[2]) <= 25:
        raise fault_of("ages-order", typed=quoted(text))
    return f"{int(match[1])}-{int(match[2])}"


def _website(text: str) -> str:
    wrong = link_fault_in(text)
    if wrong:
        raise fault("link", *wrong)
    return text


MAILBOX = re.compile(
    r"[A-Za-z0-9_%+-]{1,64}(\.[A-Za-z0-9_%+-]{1,64}){0,4}@"
    r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?){0,5}\.[A-Za-z]{2,24}"
)


def _mailbox(text: str) -> str:
    if len(text) > LONGEST_MAILBOX or not MAILBOX.fullmatch(text):
        raise fault_of("mailbox", typed=quoted(text))
    return text


PHONE = re.compile(r"(?:\+44 ?[1-9]|\(?0[1-9])[0-9 ()]{7,17}(?: ext\.? ?[0-9]{1,6})?")


def _phone(text: str) -> str:
    if not PHONE.fullmatch(text):
        raise fault_of("phone", typed=quoted(text))
    digits = re.sub("[^0-9]", "", text.split("ext")[0])
    national = digits.removeprefix("44" if text.startswith("+") else "0")
    if not 9 <= len(national) <= 10:
        raise fault_of("phone-digits", typed=quoted(text), count=len(digits))
    if national.startswith("7"):
        raise fault_of("mobile", typed=quoted(text))
    return text


Urn = Annotated[
    int,
    Kind(
        _urn,
        matching("[1-9][0-9]{5}", 900001, type=["integer", "string"], minimum=100_000, maximum=999_999),
        "Six digits; the first is not 0.",
        "urn",
    ),
]
Postcode = Annotated[
    str,
    Kind(
        _postcode, matching(POSTCODE.pattern, "ME12 9ZZ"), "A whole UK postcode, like ME12 9ZZ.", "postcode"
    ),
]
Ages = Annotated[str, Kind(_ages, matching(AGES.pattern, "4-11"), "Ages, like 4-11.", "ages")]
Website = Annotated[
    str,
    Kind(
        _website,
        matching("[hH][tT][tT][pP][sS]://[!-~]+", "https://www.example.org", maxLength=LONGEST_LINK),
        f"A web address that starts with https://, at most {LONGEST_LINK} characters.",
        "website",
    ),
]
Mailbox = Annotated[
    str,
    Kind(
        _mailbox,
        matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "office@school.example", maxLength=LONGEST_MAILBOX),
        f"An e-mail address of at most {LONGEST_MAILBOX} characters.",
        "mailbox",
    ),
]
Phone = Annotated[
    str,
    Kind(
        _phone,
        # Without spaces, an editor sees a number in it.
        matching(PHONE.pattern, "01622 000000", type=["string", "integer"], minimum=100_000_000),
        "A UK telephone number; not a mobile, as that is a person’s.",
        "phone",
    ),
]


PHOTO = re.compile(rf"{SLUG.pattern}\.(?:jpg|jpeg|png|webp)")


def photo_name(text: str) -> bool:
    """Tell whether a file of content/photos is named so that a portrait can name it."""
    return len(text) <= LONGEST_PHOTO and bool(PHOTO.fullmatch(text))


def _photo_file(text: str) -> str:
    if not photo_name(text):
        raise fault_of("photo-name", typed=quoted(text))
    return text


PhotoFile = Annotated[
    str,
    Kind(
        _photo_file,
        matching(PHOTO.pattern, "sian-obrien.jpg", maxLength=LONGEST_PHOTO),
        f"Small letters, digits and hyphens, then .jpg, .png or .webp; at most {LONGEST_PHOTO} characters.",
        "photo",
    ),
]
