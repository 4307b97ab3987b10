"""Files → records, or everything that is wrong with them, each fault at its line and column.

Every file is read, whatever is wrong with another, so that one run tells all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from kle_site import county, eligibility, photos, portraits, routes, rules, support_record, yamltext
from kle_site.cache import digest
from kle_site.county import (
    Case,
    CaseStudy,
    Designations,
    Expertise,
    FrontMatter,
    GuidancePage,
    Site,
    Withdrawn,
    Written,
)
from kle_site.crew import share
from kle_site.dates import SchoolYear
from kle_site.decoding import decode
from kle_site.document import Document, Lines, Span
from kle_site.eligibility import Eligibility
from kle_site.fields import did_you_mean, photo_name, slug_fault, slugify
from kle_site.memory import Memory
from kle_site.model import Leader, Record
from kle_site.places import Places
from kle_site.portraits import Portrait
from kle_site.problems import Problem
from kle_site.recruitment import Announced, Recruitment, rounds_are_sound
from kle_site.routes import Routes
from kle_site.sources import BODY, VOCABULARY_LIMIT, Entry, Sources, halves, judged, shown_path, told
from kle_site.support_record import SupportRecords
from kle_site.wording import names_of

# Who checks or builds meets the sources by way of what was loaded.
__all__ = ["BODY", "Content", "Loaded", "Sources", "load", "shown_path"]

OLDER = "guidance/2016-17"
"""The folder of the older edition of the protocols."""
PHOTOS = "photos"
"""The folder of the leaders' photos."""
ROUNDS = "recruitment"
"""The folder of the rounds of recruitment, a file for each school year."""
CASES = "impact"
"""The folder of the case studies."""

_TAKEN = {f"{CASES}/index.md": CASES, f"{CASES}/expertise.md": f"{CASES}/expertise"}
"""Names that no page may have, and the address of ours that each would take."""
_NOT_READ = "No part of the site reads this file."

FILES = county.FILES | routes.FILES | eligibility.FILES | support_record.FILES
OPTIONAL = (Withdrawn, Eligibility, SupportRecords)
"""Each file beside the portraits: its record, and the rule that it keeps by itself."""

_SCHOOL_YEAR: TypeAdapter[str] = TypeAdapter(SchoolYear)

Found = TypeVar("Found", bound=Record)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that the content folder holds, each record right by itself."""

    site: Site
    places: Places
    expertise: Expertise
    designations: Designations
    withdrawn: Withdrawn
    routes: Routes
    eligibility: Eligibility
    support: SupportRecords
    leaders: tuple[Leader, ...]
    guidance: tuple[GuidancePage, ...]
    photos: Mapping[str, photos.Original]
    """The files of content/photos by their names, each looked into."""
    recruitment: tuple[Announced, ...] = ()
    """The school years whose rounds of recruitment are announced, the earliest first."""
    cases: tuple[Case, ...] = ()
    all_read: bool = True
    """Did every portrait become a leader?"""
    all_pages: bool = True
    """Was every page of the protocols read?"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of reading a content folder; `content` is None when a file that all need is not right."""

    content: Content | None
    problems: list[Problem]
    sources: Sources
    checked: tuple[str, ...]
    """Every file that was read, as shown to the reader."""


def load(folder: Path, files: Iterable[Path] = (), known: Memory[Leader] | None = None) -> Loaded:
    """Read a content folder and, in place of what it holds under the same name, portraits from elsewhere.

    `files` may lie outside the folder, as `kle check FILE` names them. `known` remembers the leaders of
    portraits in which there was nothing to tell of.
    """
    return _Loading(folder, known).load(list(files))


class _Loading:
    """One reading of one folder."""

    def __init__(self, folder: Path, known: Memory[Leader] | None) -> None:
        self.folder, self.known = folder, known
        self.sources = Sources(folder)
        self.problems = self.sources.problems

    def load(self, files: list[Path]) -> Loaded:
        here = self.sources.entries()
        if not here:
            if not self.problems:
                hint = "Name the folder that holds kles/ with --content."
                self.sources.say("", "no-content", "The content folder is empty.", hint)
            return self._loaded(None)
        names = {entry.name for entry in here}
        records = {name: self._vocabulary(name, name in names) for name in FILES}
        self._strays(here)
        within, outside = self._told_apart(files)
        leaders, all_read = self._leaders(outside)
        pages = [page for one in ("guidance", OLDER) for page in self._pages(one, FrontMatter)]
        guidance = tuple(page for page in pages if page)
        cases = tuple(page for page in self._pages(CASES, CaseStudy, yamltext.LIMIT) if page)
        pictures = {original.name: original for original in self._photos()}
        rounds = tuple(self._rounds())
        for path in sorted(within - self.sources.texts.keys()):
            if self.sources.read(path, self.folder / path, 0) is not None:
                self.sources.say(path, "not-read", _NOT_READ, "A portrait belongs in kles; move it there.")
        site, places = records["site.yaml"], records["places.yaml"]
        expertise, designations = records["expertise.yaml"], records["designations.yaml"]
        withdrawn, ways = records["withdrawn.yaml"], records["routes.yaml"]
        tests, support = records["eligibility.yaml"], records["support-record.yaml"]
        content = None
        if (
            isinstance(site, Site)
            and isinstance(places, Places)
            and isinstance(expertise, Expertise)
            and isinstance(designations, Designations)
            and isinstance(withdrawn, Withdrawn)
            and isinstance(ways, Routes)
            and isinstance(tests, Eligibility)
            and isinstance(support, SupportRecords)
        ):
            held = site, places, expertise, designations, withdrawn, ways, tests, support
            content = Content(*held, leaders, guidance, pictures, rounds, cases, all_read, None not in pages)
        return self._loaded(content)

    def _loaded(self, content: Content | None) -> Loaded:
        checked = tuple(sorted(self.sources.shown(path) for path in self.sources.texts))
        return Loaded(content, self.problems, self.sources, checked)

    def _record(self, kind: type[Found], document: Document) -> Found | None:
        record, problems = judged(kind, document, document.data)
        self.problems += problems
        return record

    # --- files that all the others need ---

    def _vocabulary(self, name: str, is_here: bool) -> Record | None:
        kind, rule = FILES[name]
        if kind in OPTIONAL and not is_here:
            return kind()
        raw = self.sources.read(name, self.folder / name, VOCABULARY_LIMIT)
        if raw is None:
            return None
        document, problems = yamltext.read(
            self.sources.shown(name), raw, limit=VOCABULARY_LIMIT, names=names_of(kind)
        )
        self.problems += problems
        record = self._record(kind, document) if document else None
        if document and record:
            self.problems += told(document, rule(record))
        return record if document and not document.mended else None

    def _strays(self, here: Iterable[Entry]) -> None:
        """Refuse YAML beside the files that we know: a portrait put there would be left out in silence."""
        for name, file, _, _ in here:
            if file.suffix.lower() in {".yaml", ".yml"} and name not in FILES:
                near = did_you_mean(file.stem, (known.removesuffix(".yaml") for known in FILES))
                hint = f"Rename it to {near}.yaml." if near else "A portrait belongs in kles; move it there."
                self.sources.refuse(name, "not-read", _NOT_READ, hint)

    # --- portraits ---

    def _told_apart(self, files: Iterable[Path]) -> tuple[set[str], dict[str, Path]]:
        """Return which of the files lie in the content folder, and which portraits come from elsewhere."""
        within: set[str] = set()
        outside: dict[str, Path] = {}
        for file in files:
            try:
                inside = (file.parent.resolve() / file.name).relative_to(self.folder.resolve())
                within.add(inside.as_posix())
            except ValueError:
                if outside.setdefault(f"kles/{file.name}", file) != file:
                    message, hint = "Another file of this name was given too.", "Check one at a time."
                    self.problems.append(Problem(shown_path(file), 1, 1, 2, "file-name", message, hint))
        return within, outside

    def _leaders(self, outside: dict[str, Path]) -> tuple[tuple[Leader, ...], bool]:
        """Return the leaders, and whether every portrait gave one."""
        self.sources.elsewhere = {path: shown_path(file) for path, file in outside.items()}
        files = {
            f"kles/{entry.name}": entry.path
            for entry in self.sources.entries("kles")
            if self._is_portrait(entry)
        }
        files |= outside
        if not files:
            message = "There is no portrait here, so nothing was checked."
            self.sources.say("kles", "nothing-to-check", message, "To begin one: kle new “A Name”")
        self._alike(sorted(files))
        read = list(self._read([self._portrait(path, file) for path, file in sorted(files.items())]))
        return tuple(leader for leader in read if leader), None not in read

    def _is_portrait(self, entry: Entry) -> bool:
        path, better = f"kles/{entry.name}", f"{slugify(entry.path.stem) or 'a-name'}.yaml"
        if entry.name.endswith(".yaml"):
            return True
        if entry.name.lower().endswith((".yml", ".yaml")):
            message, hint = "The name of a portrait’s file ends in .yaml.", f"Rename it to {better}."
            self.sources.refuse(path, "extension", message, hint)
        elif entry.is_folder:
            message, hint = "A folder stands among the portraits.", "Move its files up and delete it."
            self.sources.refuse(path, "folder", message, hint)
        else:
            message = "This is not a portrait: only .yaml files belong in kles."
            hint = f"If it is one, save it as plain text named {better}; if not, move it elsewhere."
            self.sources.refuse(path, "extension", message, hint)
        return False

    def _alike(self, paths: Iterable[str]) -> None:
        """Refuse two names that some computers take for one."""
        seen: dict[str, str] = {}
        for path in paths:
            other = seen.setdefault(path.casefold(), path)
            if other != path:
                message = f"This name differs from {other} only in capital letters."
                self.sources.say(path, "file-name", message, "Rename one of them, or delete it.")

    def _portrait(self, path: str, file: Path) -> Portrait | None:
        slug = path.removeprefix("kles/").removesuffix(".yaml")
        misnamed = rules.name_fault(slug)
        if misnamed:
            self.sources.say(path, *misnamed)
        raw = self.sources.read(path, file, yamltext.LIMIT)
        return None if raw is None else Portrait(slug, self.sources.shown(path), raw, fits=not misnamed)

    def _read(self, given: list[Portrait | None]) -> Iterator[Leader | None]:
        """Yield the leader of each portrait; None for one that gave none."""
        keys = [digest([one.slug, one.raw]) if one else "" for one in given]
        known = [self.known.recall(key) if self.known and key else None for key in keys]
        new = [one for one, leader in zip(given, known, strict=True) if one and not leader]
        read = share(portraits.read, new)
        for one, leader, key in zip(given, known, keys, strict=True):
            if not one or leader:
                yield leader
                continue
            found = next(read)
            self.problems += found.problems
            if found.leader and self.known and not found.problems:
                self.known.keep(key, found.leader, json.dumps(found.data).encode())
            yield found.leader

    # --- photos ---

    def _photos(self) -> Iterator[photos.Original]:
        """Yield the photos, read one at a time; only what is to know of each is kept."""
        for entry in self.sources.entries(PHOTOS):
            path = f"{PHOTOS}/{entry.name}"
            if entry.is_folder:
                message = "A folder stands among the photos."
                self.sources.refuse(path, "folder", message, "Move its files up and delete it.")
                continue
            raw = self.sources.read(path, entry.path, photos.LIMIT, keep=False)
            if raw is None:
                continue
            original = photos.inspect(entry.name, raw)
            if original.kind and not photo_name(entry.name):
                better = f"{slugify(entry.path.stem) or 'a-name'}{entry.path.suffix.lower()}"
                message = "A photo’s name has small letters, digits and single hyphens, at most 80."
                self.sources.say(path, "photo-name", message, f"Rename it to {better}.")
            yield original

    # --- rounds of recruitment ---

    def _rounds(self) -> Iterator[Announced]:
        for entry in self.sources.entries(ROUNDS):
            path = f"{ROUNDS}/{entry.name}"
            if not entry.name.endswith(".yaml"):
                message = "Only a school year’s rounds belong here, as a file like 2026-27.yaml."
                hint = "Rename it, if it holds them; if not, move it elsewhere."
                self.sources.refuse(path, "extension", message, hint)
                continue
            year, fits = entry.name.removesuffix(".yaml"), True
            try:
                _SCHOOL_YEAR.validate_python(year)
            except ValidationError as error:
                why = error.errors(include_url=False)[0]["ctx"]
                message = f"The file’s name is the school year. {why['message']}"
                self.sources.say(path, "file-name", message, f"{why['hint'].rstrip('.')}.yaml.")
                fits = False
            raw = self.sources.read(path, entry.path, yamltext.LIMIT)
            if raw is None:
                continue
            document, problems = yamltext.read(self.sources.shown(path), raw, names=names_of(Recruitment))
            self.problems += problems
            record = self._record(Recruitment, document) if document else None
            if document and record and fits:
                self.problems += told(document, rounds_are_sound(record, year))
                if not document.mended:
                    yield Announced(year, record.rounds)

    # --- pages that people write ---

    def _pages(
        self, folder: str, kind: type[Found], limit: int = VOCABULARY_LIMIT
    ) -> Iterator[Written[Found] | None]:
        """Yield each page of a folder, None for one that cannot be read."""
        for name, file, _, _ in self.sources.entries(folder):
            path = f"{folder}/{name}"
            if path != OLDER:  # a folder, read next
                yield self._page(path, file, kind, limit) if self._is_page(path, file) else None

    def _is_page(self, path: str, file: Path) -> bool:
        if not path.endswith(".md"):
            message = "Only pages (.md) belong here; anything else would be published by mistake."
            self.sources.refuse(path, "extension", message, "Move it elsewhere.")
        elif slug_fault(file.stem):
            better = f"{slugify(file.stem) or 'a-name'}.md"
            message = "A page’s name becomes its address: small letters, digits and single hyphens."
            self.sources.refuse(path, "file-name", message, f"Rename it to {better}.")
        elif path in _TAKEN:
            message = f"A page’s name becomes its address, but /{_TAKEN[path]}/ is another page’s."
            self.sources.refuse(path, "file-name", message, "Rename it: say what changed.")
        else:
            return True
        return False

    def _page(self, path: str, file: Path, kind: type[Found], limit: int) -> Written[Found] | None:
        raw, shown = self.sources.read(path, file, limit), self.sources.shown(path)
        text, problems = decode(shown, raw, limit=limit) if raw is not None else (None, [])
        self.problems += problems
        if text is None:
            return None
        head, body = halves(text) or ("", text)
        if not head.strip():
            self._say_headless(shown, text, kind)
            return None
        document, problems = yamltext.read(
            shown, head.encode(), limit=limit, first_line=2, names=names_of(kind)
        )
        self.problems += problems
        record = self._record(kind, document) if document else None
        if not document or not record or document.mended:
            return None
        if kind is FrontMatter and not body.strip():  # a case study is told what its parts are
            message = "This page has a head and no words."
            self.sources.say(path, "empty-page", message, "Write them below its head, or delete the page.")
            return None
        return Written(path, record, body, text.removesuffix(body).count("\n") + 1)

    def _say_headless(self, shown: str, text: str, kind: type[Record]) -> None:
        lines = Lines(shown, text.split("\n"))
        fields = ", ".join(f"{name}:" for name, field in kind.model_fields.items() if field.is_required())
        message = "This page has no head: lines between two lines of three dashes, at the very top."
        hint = f"Start it with ---, {fields} and another ---."
        if lines.lines[0].rstrip() == "---":
            message = "The head of this page never ends, or holds nothing."
            hint = f"Put a line of three dashes below {fields}."
        span = Span(1, 1, max(2, len(lines.lines[0]) + 1))
        self.problems.append(lines.problem(span, "no-front-matter", message, hint))
