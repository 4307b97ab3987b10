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
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from kle_site.weblinks import LONGEST as LONGEST_LINK
from kle_site.weblinks import fault_in as link_fault_in


def fault(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """Return the error that a validator raises; its words reach the reader as they are."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})


def quoted(text: str) -> str:
    """Return what somebody typed, in quotation marks; no more of it than fits a line."""
    return f"“{text if len(text) <= 60 else f'{text[:59]}…'}”"


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was likely meant to be."""
    lower = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    return lower[near[0]] if near else None


def choose_from(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the likely word or, from a short list, every choice."""
    choices = list(known)
    near = did_you_mean(word, choices)
    if near:
        return f"Did you mean “{near}”?"
    return f"Choose one of: {', '.join(choices)}." if 0 < len(choices) <= 16 else ""


def typed(value: Any) -> str:
    """Return the text of a value, or say that there is none, more than one, or one that hides something."""
    if isinstance(value, dict):
        names = list(value)
        if len(names) == 1:
            raise fault(
                "colon-inside",
                f"The colon after {quoted(str(names[0]))} makes this a field with a value of its own.",
                'Put the whole of it in "double quotes", or remove the colon.',
            )
        raise fault("one-value", "This should be one value, not a set of fields.")
    if isinstance(value, list):
        raise fault("one-value", "This should be one value, not a list.", "Remove the [ ] or the dash.")
    text = str(value)
    if not text.strip() or text in _NOTHING:
        raise fault(
            "empty", "Nothing is written here.", "Write something after the colon, or delete the line."
        )
    hidden = not text.isprintable() and next(filter(_is_hidden, sorted(set(text))), None)
    if hidden:
        # The file itself holds none, but between double quotes YAML takes \u202e for such a character.
        message = f"This hides a character that nobody can see (U+{ord(hidden):04X})."
        raise fault("hidden-character", message, "Type the words again, without a backslash.")
    return text


_NOTHING = frozenset({"~", "null", "Null", "NULL"})
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

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(lambda value: self.read(typed(value)))

    def __get_pydantic_json_schema__(
        self, _core: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        # Editors show errorMessage in place of "does not match the pattern ^[1-9]…"; validators pass it over.
        return {**self.schema, "errorMessage": self.description} if self.description else dict(self.schema)


def matching(pattern: str, example: str | int = "", **more: Any) -> dict[str, Any]:
    """Return the schema of a text that matches the whole of a pattern."""
    examples = {"examples": [example]} if example else {}
    return {"type": "string", "pattern": f"^(?:{pattern})$", **examples, **more}


# --- words ------------------------------------------------------------------------------------------------

# What YAML 1.2, and so an editor, sees as a number or a truth value.
_NOT_WORDS = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:e[-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-f]+|[-+]?\.inf|\.nan|true|false",
    re.IGNORECASE,
)


def _in_words(text: str, longest: int) -> str:
    """Return a text without the space around it, measured as it was typed."""
    words = text.strip()
    if len(words) > longest:
        raise fault("too-long", f"This is {len(words):,} characters; the most is {longest:,}.", "Shorten it.")
    if _NOT_WORDS.fullmatch(words) or not any(character.isalnum() for character in words):
        raise fault("no-words", f"{quoted(words)} is not in words.", "Say it in words.")
    return words


def one_line(longest: int) -> Kind:
    """Return the kind of a single line of words: any script, no markup, at most `longest` characters."""

    def read(text: str) -> str:
        words = _in_words(text, longest)
        if "\n" in words:
            raise fault("one-line", "This should be one line.", "Join the lines, or keep the first.")
        odd = re.search(r"[<>]", words)
        if odd:
            raise fault("angle", f"“{odd.group()}” cannot stand here.", "Use words instead.")
        # Word's no-break spaces would keep “Ann Lee” from being found by those who type a plain space.
        return " ".join(unicodedata.normalize("NFC", words).split())

    pattern = rf"\s*[^\s<>](?:[^<>\r\n]{{0,{longest - 2}}}[^\s<>])?\s*"
    return Kind(read, matching(pattern), f"One line of at most {longest} characters, without < or >.")


def long_text(shortest: int, longest: int) -> Kind:
    """Return the kind of a text of several lines, measured in characters without the space around it."""

    def read(text: str) -> str:
        words = _in_words(text, longest)
        if len(words) < shortest:
            raise fault(
                "too-short",
                f"This is {len(words):,} characters; the least is {shortest:,}.",
                "Say which school and context, what you did, and what came of it.",
            )
        # Blank lines above it stay, so that a fault is told at its own line of the file.
        return unicodedata.normalize("NFC", text.rstrip())

    pattern = rf"\s*\S[\s\S]{{{shortest - 2},{longest - 2}}}\S\s*"
    message = f"A text of {shortest:,} to {longest:,} characters."
    return Kind(read, matching(pattern, minLength=shortest), message)


SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 60


def slug_fault(text: str) -> tuple[str, str] | None:
    """Return what keeps `text` from being a slug, and a slug that it could be."""
    if SLUG.fullmatch(text) and len(text) <= LONGEST_SLUG:
        return None
    if len(text) > LONGEST_SLUG:
        return f"This has {len(text)} characters; the most is {LONGEST_SLUG}.", "Choose a shorter one."
    better = slugify(text)
    hint = f"Write “{better}”." if better else "Use small letters, digits and single hyphens."
    return f"{quoted(text)} has characters that we cannot use in a web address.", hint


def slugify(text: str) -> str:
    """Return small letters, digits and hyphens: `Siân O'Brien` → `sian-obrien`; empty if none is left."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
    ascii_only = plain.encode("ascii", "ignore").decode().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:LONGEST_SLUG].rstrip("-")


_PLAIN = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Letters that no decomposition turns into plain ones."""


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
    ),
]


def choice(choices: tuple[str, ...]) -> Kind:
    """Return the kind of a word from a fixed list."""

    def read(text: str) -> str:
        if text not in choices:
            message = f"{quoted(text)} is not one of the choices here."
            raise fault("choice", message, choose_from(text, choices))
        return text

    return Kind(read, {"type": "string", "enum": list(choices)})


def _yes_or_no(text: str) -> bool:
    lower = text.lower()
    if lower not in {"true", "false", "yes", "no"}:
        raise fault("yes-or-no", f"{quoted(text)} is neither true nor false.", "Write true or false.")
    return lower in {"true", "yes"}


_YES_NO = "[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Yy][Ee][Ss]|[Nn][Oo]"
YesNo = Annotated[bool, Kind(_yes_or_no, matching(_YES_NO, type=["boolean", "string"]), "true or false.")]


# --- schools and ways to reach them -----------------------------------------------------------------------


def _urn(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{5}", text):
        digits = sum(character.isdigit() for character in text)
        what = f"has {digits}" if text.isdigit() and digits != 6 else "is not one"
        raise fault(
            "urn",
            f"A URN is six digits and does not start with 0; {quoted(text)} {what}.",
            "Find it at get-information-schools.service.gov.uk.",
        )
    return int(text)


def whole_number(least: int, most: int) -> Kind:
    """Return the kind of a whole number from `least` to `most`."""
    message = f"A whole number from {least:,} to {most:,}."

    def read(text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,9}", text) or not least <= int(text) <= most:
            words = f"{quoted(text)} is not a whole number from {least:,} to {most:,}."
            raise fault("number", words, "Write it in digits.")
        return int(text)

    schema = matching("-?[0-9]{1,9}", type=["integer", "string"], minimum=least, maximum=most)
    return Kind(read, schema, message)


def degrees(most: int) -> Kind:
    """Return the kind of a coordinate: WGS84 degrees from -`most` to `most`."""

    def read(text: str) -> float:
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,8})?", text) or abs(float(text)) > most:
            raise fault("degrees", f"{quoted(text)} is not a number of degrees.", "Write it as 51.2718.")
        return float(text)

    return Kind(read, {"type": "number", "minimum": -most, "maximum": most})


_POSTCODE = re.compile(r"\s*([A-Za-z]{1,2}[0-9][A-Za-z0-9]?)\s*([0-9][A-Za-z]{2})\s*")


def _postcode(text: str) -> str:
    match = _POSTCODE.fullmatch(text)
    if not match:
        raise fault("postcode", f"{quoted(text)} is not a whole UK postcode.", "Write it like ME12 9ZZ.")
    return f"{match[1]} {match[2]}".upper()


_AGES = re.compile("([0-9]{1,2}) ?(?:-|–|to) ?([0-9]{1,2})")


def _ages(text: str) -> str:
    match = _AGES.fullmatch(text)
    if not match:
        raise fault("ages", f"{quoted(text)} is not a range of ages.", "Write it like 4-11.")
    if not int(match[1]) < int(match[2]) <= 25:
        raise fault(
            "ages-order", f"{quoted(text)} is no range of school ages.", "Write the younger age first."
        )
    return f"{int(match[1])}-{int(match[2])}"


def _website(text: str) -> str:
    wrong = link_fault_in(text)
    if wrong:
        raise fault("link", *wrong)
    return text


_MAILBOX = re.compile(
    r"[A-Za-z0-9_%+-]{1,64}(\.[A-Za-z0-9_%+-]{1,64}){0,4}@"
    r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?){0,5}\.[A-Za-z]{2,24}"
)


def _mailbox(text: str) -> str:
    if len(text) > 120 or not _MAILBOX.fullmatch(text):
        raise fault(
            "mailbox", f"{quoted(text)} is not an e-mail address.", "Write it like office@school.example."
        )
    return text


_PHONE = re.compile(r"(?:\+44 ?[1-9]|\(?0[1-9])[0-9 ()]{7,17}(?: ext\.? ?[0-9]{1,6})?")


def _phone(text: str) -> str:
    if not _PHONE.fullmatch(text):
        raise fault("phone", f"{quoted(text)} is not a UK telephone number.", "Write it like 01622 000000.")
    digits = re.sub("[^0-9]", "", text.split("ext")[0])
    national = digits.removeprefix("44" if text.startswith("+") else "0")
    if not 9 <= len(national) <= 10:
        message = f"{quoted(text)} has {len(digits)} digits; a UK telephone number has 10 or 11."
        raise fault("phone", message, "Count them again.")
    if national.startswith("7"):
        message = f"{quoted(text)} is a mobile number, so it is a person’s."
        raise fault("mobile", message, "Write the school’s switchboard.")
    return text


Urn = Annotated[
    int,
    Kind(
        _urn,
        matching("[1-9][0-9]{5}", 900001, type=["integer", "string"], minimum=100_000, maximum=999_999),
        "Six digits; the first is not 0.",
    ),
]
Postcode = Annotated[
    str, Kind(_postcode, matching(_POSTCODE.pattern, "ME12 9ZZ"), "A whole UK postcode, like ME12 9ZZ.")
]
Ages = Annotated[str, Kind(_ages, matching(_AGES.pattern, "4-11"), "Ages, like 4-11.")]
Website = Annotated[
    str,
    Kind(
        _website,
        matching("[hH][tT][tT][pP][sS]://[!-~]+", "https://www.example.org", maxLength=LONGEST_LINK),
        f"A web address that starts with https://, at most {LONGEST_LINK} characters.",
    ),
]
Mailbox = Annotated[
    str,
    Kind(
        _mailbox,
        matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "office@school.example", maxLength=120),
        "An e-mail address of at most 120 characters.",
    ),
]
Phone = Annotated[
    str,
    Kind(
        _phone,
        # Without spaces, an editor sees a number in it.
        matching(_PHONE.pattern, "01622 000000", type=["string", "integer"], minimum=100_000_000),
        "A UK telephone number; not a mobile, as that is a person’s.",
    ),
]


_PHOTO = re.compile(rf"{SLUG.pattern}\.(?:jpg|jpeg|png|webp)")


def photo_name(text: str) -> bool:
    """Tell whether a file of content/photos is named so that a portrait can name it."""
    return len(text) <= 80 and bool(_PHOTO.fullmatch(text))


def _photo_file(text: str) -> str:
    if not photo_name(text):
        raise fault(
            "photo-name",
            f"{quoted(text)} is not a photo’s name.",
            "Small letters, digits and hyphens, then .jpg, .png or .webp: sian-obrien.jpg",
        )
    return text


PhotoFile = Annotated[
    str,
    Kind(
        _photo_file,
        matching(_PHOTO.pattern, "sian-obrien.jpg", maxLength=80),
        "Small letters, digits and hyphens, then .jpg, .png or .webp; at most 80 characters.",
    ),
]
