"""What in a text could tell which school was helped: names, numbers that belong to one school, telling words.

Phase and area are told of a school and nothing else (DESIGN §3). What is surely a name is an error; what may
be one, such as “Deal” at the start of a sentence, is advice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kle_site.county import Expertise
from kle_site.model import Leader, folded
from kle_site.phrases import SAID
from kle_site.places import Places
from kle_site.problems import Severity

Said = tuple[str, str, str]
"""A code, a message and a hint."""

_SCHOOL = SAID["school-named"]
_PLACE = (
    "place-named",
    "This names a place, so people could tell which school it was.",
    "Leave it out: the page says which area it was.",
)
_PERSON = (
    "person-named",
    "This names a person.",
    "Write I, we or a job title. Whoever tells it stands in leader: and is named while they are listed.",
)
_POSTCODE = "postcode", "This postcode tells which school it was.", "Leave it out."

_COMMON = """
a academies academy aided all alternative an and april at august both boys by catholic ce centre church cofe
college community controlled december dfe each east easter education england every example february federation
five for forest form foundation four free friday girls grammar great her high his in infant infants its
january july june junior juniors kent key large learning little local lower many march may methodist middle
mixed monday most multi my national new no north november nursery october of ofsted old one our partnership
prep primary provision pupil rc referral research roman rural saint saturday school schools secondary
september sixth small some south special st stage state summer sunday teaching that the their these this those
three through thursday town trust trusts tuesday two unit upper village voluntary wednesday west with year
your
"""
_ORDINARY = frozenset(_COMMON.split())
"""Words that name no school by themselves, though a name, a sentence or a custom gives them a capital."""
_NOUNS = frozenset(["school", "primary", "academy", "infants", "juniors", "college", "federation", "trust"])
"""A word with a capital before one of these is a school's or a trust's name."""


class Word(NamedTuple):
    """A word of a text: as it is compared, as it was typed, where it starts and ends."""

    plain: str
    typed: str
    start: int
    end: int


class Telling(NamedTuple):
    """Something telling: where it starts and ends in a text, and what is said of it."""

    start: int
    end: int
    said: Said
    severity: Severity = "error"


WORD = re.compile(r"\w+(?:['’]\w+)*")
_plain = lru_cache(maxsize=10_000)(lambda typed: folded(typed).replace("'", "").replace("’", ""))
# What stands before the first word of a text, a sentence, a heading, an item or a quotation.
_OPENS = re.compile(r"(?:\A|[.!?:“]|\n\s*\n|^[ \t]*(?:#+|[-*>]|\d+\.))[\s*_\"“‘'(]*\Z|[\"“‘]\Z", re.MULTILINE)


def plain_words(text: str) -> list[str]:
    """Return the words of a text as they are compared, in order."""
    return [_plain(typed) for typed in WORD.findall(text)]


def words_of(text: str) -> list[Word]:
    """Return the words of a text, in order."""
    return [Word(_plain(found[0]), found[0], *found.span()) for found in WORD.finditer(text)]


def name_of(text: str) -> tuple[str, ...]:
    """Return the words of a name; “Example Oast Primary” names the school of that name, too."""
    words = tuple(plain_words(text))
    return words[:-1] if words[-1:] == ("school",) and len(words) > 2 else words


class Names:
    """Names that a text must not hold: some words in a row, in any case, or one word with a capital."""

    def __init__(self, ordinary: Iterable[str] = (), postcodes: Iterable[str] = ()) -> None:
        """Begin without names; `ordinary` words name nothing by themselves, nor with “School” after them."""
        self.ordinary, self.postcodes = _ORDINARY | {*ordinary}, frozenset(postcodes)
        self._rows: dict[str, dict[tuple[str, ...], Said]] = {}
        """First word → rows of words, each with what is said of it."""
        self._words: dict[str, tuple[bool, Said]] = {}
        """Word → is it a whole name, and what is said of it."""

    def add(self, words: tuple[str, ...], said: Said = _SCHOOL, *, whole: bool = True) -> None:
        """Add a name. Of one that is not `whole` nothing is said where a sentence gives it its capital."""
        if len(words) > 1:
            self._rows.setdefault(words[0], {})[words] = said
        elif words and len(words[0]) > 2 and words[0] not in self.ordinary:
            known = self._words.get(words[0], (False, said))
            self._words[words[0]] = whole or known[0], known[1]

    def add_school(self, name: str) -> None:
        """Add a school's or a trust's name, whole and without the words that many such names have.

        A name of such words alone, such as The Village Primary School, cannot be told from plain words.
        """
        words = name_of(name)
        own = [at for at, word in enumerate(words) if word not in self.ordinary]
        for row in (words, words[own[0] :], words[own[0] : own[-1] + 1]) if own else ():
            self.add(row)
        for at in own:
            self.add(words[at : at + 1], whole=len(own) == 1)

    def rows_in(self, words: list[str]) -> Iterator[tuple[range, Said]]:
        """Yield where names of several words stand in a list of words, and what is said of each."""
        for at, word in enumerate(words):
            for row, said in self._rows[word].items() if word in self._rows else ():
                *first, last = words[at : at + len(row)]
                if (*first, last) == row or (*first, last.removesuffix("s")) == row:
                    yield range(at, at + len(row)), said

    def found_in(self, text: str) -> Iterator[Telling]:
        """Yield every name in a text."""
        words, covered = words_of(text), set[int]()
        for row, said in self.rows_in([word.plain for word in words]):
            first, last = words[row[0]], words[row[-1]]
            if said != _PLACE or last.typed[0].isupper():  # people meet on the quay, and not on The Quay
                covered |= set(row)
                yield Telling(first.start, last.end, said)
        for at, (word, after) in enumerate(pairwise([*words, Word("", " ", len(text), len(text))])):
            if at not in covered:
                yield from self._alone(text, word, after)

    def _alone(self, text: str, word: Word, after: Word) -> Iterator[Telling]:
        """Yield what a word tells by itself, or with the one after it."""
        upper, opens = word.typed[0].isupper(), _OPENS.search(text[max(0, word.start - 40) : word.start])
        whole, said = self._words.get(re.sub("['’]s$", "", folded(word.typed)), (False, None))
        beside = after.plain in _NOUNS and not text[word.end : after.start].strip()
        # “Whole school …” may open a sentence, and SEND is no school’s name.
        school = beside and (not opens or after.typed[0].isupper()) and not word.typed.isupper()
        if word.typed.upper() in self.postcodes and (upper or re.fullmatch("[0-9][a-z]{2}", after.plain)):
            yield Telling(word.start, word.end, _POSTCODE)
        elif upper and said and not opens:
            yield Telling(word.start, word.end, said)
        elif upper and whole and said:
            message, hint = (
                f"Perhaps {said[1][0].lower()}{said[1][1:]}",
                f"If it does, {said[2][0].lower()}{said[2][1:]}",
            )
            yield Telling(word.start, word.end, (said[0], message, hint), "advice")
        elif upper and school and word.plain not in self.ordinary:
            yield Telling(word.start, after.end, _SCHOOL)


def names_of(leaders: Iterable[Leader], places: Places, expertise: Expertise) -> Names:
    """Return every name that a content folder knows of a school, trust, person or place."""
    common = [area.label for area in places.areas] + [tag.label for tag in expertise.tags.values()]
    common += [district.label for district in places.districts if not district.area]
    ordinary = (word for label in common for word in plain_words(label))
    # What is a place’s name too is told as a place’s.
    names = Names(ordinary, (one.code for one in places.postcode_districts))
    known = [(one.label, one.former) for one in places.districts if one.area]
    for name, others in known + [(town.name, town.synonyms) for town in places.towns]:
        names.add(name_of(re.sub(r"\(.*", "", name)), _PLACE)
        for other in others:
            names.add(name_of(other), _PLACE, whole=False)
    for leader in leaders:
        person = name_of(" ".join(leader.untitled))
        names.add(person, _PERSON)
        names.add(person[-1:], _PERSON)
        for school in (*leader.schools, *((leader.trust,) if leader.trust else ())):
            names.add_school(school.name)
    return names


# --- what tells without a name ----------------------------------------------------------------------------

_DAY = (
    r"\b[0-9]{1,2}(?:st|nd|rd|th)?\s+(?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December)\b"
)
_VISIT = r"\b(?:ofsted|inspect(?:ed|ions?|ors?))\b"
_SCHOOL_OF = r"\b(?:schools?|primary|secondary|academy|nursery|unit)\b"
_COUNT = r"[1-9][0-9,]{1,4}\s+(?:pupils|children|students|places)\b"
_ROUGHLY = r"(?<!about )(?<!around )(?<!over )(?<!under )(?<!nearly )"


def _telling(
    pattern: str, *said: str, severity: Severity = "error"
) -> tuple[re.Pattern[str], Said, Severity]:
    code, message, hint = said
    return re.compile(pattern), (code, message, hint), severity


_TELLING = (
    _telling(
        r"\b(?:St|Saint)\.? [A-Z]\w*|\bHoly (?:Trinity|Family|Cross)\b|\b(?:Sacred Heart|Our Lady)\b",
        *_SCHOOL,
    ),
    _telling(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame|Revd?)\b\.? [A-Z]\w*", *_PERSON),
    _telling(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?\s?[0-9][A-Z]{2}\b", *_POSTCODE),
    _telling(
        r"(?<![\w£€.,])[1-9][0-9]{5}(?![\w,]|\.[0-9])",
        "urn",
        "Six digits like these are a school’s number (URN).",
        "Leave it out. If it is money, write it like £150,000.",
    ),
    _telling(
        r"(?i)[\w.-]+\.sch\.uk\b", "school-named", "This is a school’s website or mailbox.", "Leave it out."
    ),
    _telling(
        rf"(?i)\broll\s+(?:of|is|was|(?:fell|rose|grew)\s+to)\s+[1-9][0-9,]{{1,4}}\b|{_ROUGHLY}\b[1-9][0-9,]{{1,4}}"
        rf"\s+(?:(?:pupils|children|students)\s+)?on\s+roll\b|{_SCHOOL_OF}\s+(?:of|with|has|had)\s+{_COUNT}",
        "roll",
        "An exact number of pupils tells which school it was.",
        "Say it roughly: about 200 pupils.",
    ),
    _telling(
        rf"(?i){_VISIT}[^.!?]{{0,80}}?{_DAY}|{_DAY}[^.!?]{{0,80}}?{_VISIT}",
        "inspection-date",
        "The day of an inspection tells which school it was.",
        "Leave the day out: the page says which school year it was.",
    ),
    _telling(
        r"(?i)\brequires\s+improvement\b|\bspecial\s+measures\b|"
        r"\b(?:rated|judged|graded)\b[^.!?]{0,30}?\b(?:good|outstanding|inadequate)\b",
        "grade",
        "With phase, area and year, an inspection’s grade tells which school it was.",
        "Say what changed in the school instead.",
    ),
    _telling(
        rf"(?i)\b(?:the|Kent['’]s)\s+(?:only|largest|smallest|oldest|newest)\s+"
        rf"(?:(?:small|rural|special|nursery|primary|secondary|infant|junior|all-through|maintained|faith|church|"
        rf"catholic|village|town|grammar|boys|girls)['’]?\s+)*{_SCHOOL_OF}",
        "only-one",
        "If there is one such school, people could tell which it was.",
        "Say what kind of school it was: a small rural primary.",
        severity="advice",
    ),
)


def telling(text: str, names: Names) -> Iterator[Telling]:
    """Yield what could tell a school, in the order of the text; what stands side by side is told once."""
    found = [*names.found_in(text)]
    for pattern, said, severity in _TELLING:
        found += [Telling(*match.span(), said, severity) for match in pattern.finditer(text)]
    last: dict[str, int] = {}
    for one in sorted(found):
        if one.start > last.get(one.said[0], -2) + 1:
            yield one
        last[one.said[0]] = max(one.end, last.get(one.said[0], -2))
