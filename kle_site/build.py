"""The conductor: read everything, say what is wrong or turn it all into pages; only then touch the site."""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kle_site import (
    assets,
    check,
    data,
    documents,
    embedding,
    feed,
    finding,
    guidance,
    history,
    hosting,
    leaks,
    look,
    pages,
    photos,
    pictures,
    preview,
    release,
    rulebook,
    tree,
)
from kle_site.cache import Cache
from kle_site.directory import Directory
from kle_site.downloads import download
from kle_site.links import Broken, Links
from kle_site.load import PHOTOS, Content, load
from kle_site.memory import Memory
from kle_site.pages.cards import parts
from kle_site.passages import ADDRESS, Passages
from kle_site.problems import Fault, Problem, errors, in_order
from kle_site.sources import BODY, Sources
from kle_site.warm import Remembered, put

CACHE = Path(".cache") / "kle"
"""Where what is slow to make is remembered between builds."""
_PHOTO = "photo-"
"""How the name begins under which a photo's files are remembered."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a build is asked to do."""

    content: Path
    out: Path
    today: datetime.date
    base_url: str | None = None
    """Address to publish at, with a slash at its end; None takes it from site.yaml."""
    release: bool = False
    since: Path | None = None
    """The site published last, or its manifest: what is new is told from there, and nothing without it.

    A release compares with it or, without it, with the site that lies at `out`.
    """
    gone: tuple[str, ...] = ()
    """What a release may lose since then: slugs of leaders and site paths."""
    overheard: bool = False
    """May others read what is said? Then nobody who left is named."""
    cache: Path | None = CACHE
    hurried: bool = False
    """May spreadsheets, slow to make, stay as they are? Another build is to follow, and make them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a build. Without a report nothing was built, and `problems` says why."""

    problems: list[Problem]
    leaders: int
    pages: int
    seconds: float
    report: tree.Report | None
    base_path: str = "/"
    """The path that the site's addresses start with."""


class _BrokenError(Exception):
    """Links of the finished pages lead nowhere."""

    def __init__(self, links: list[Broken]) -> None:
        super().__init__()
        self.links = links


class _RefusedError(Exception):
    """A release breaks a promise."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


class _ChangedError(Exception):
    """A photo is another one, or gone, since it was looked into."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path


def build(
    options: Options,
    say: Callable[[str], None] = lambda _step: None,
    known: Remembered | None = None,
) -> Outcome:
    """Build a site, or leave the one that is there as it was.

    `say` is told each step as it begins; `known` is what the builds before remember, where the program is
    the same as theirs. Raises tree.TreeError when the site cannot be written, and
    history.HistoryError when the manifest that was named cannot be read.
    """
    start = time.perf_counter()
    past = history.called(options.since) if options.since else None
    last = past or (history.read(options.out) if options.release else None)
    say("Reading the portraits")
    known = known or (Remembered(options.cache) if options.cache else None)
    if known:
        known.begin()
    loaded = load(options.content, known=known.leaders if known else None)
    if known:
        known.leaders.settle()
    say("Checking them")
    problems = check.check(loaded, options.today, release=options.release)
    if last:
        where = str(options.since or options.out)
        problems += release.clock(last, options.today, where, binding=options.release)
    if loaded.content is None or errors(problems):
        return Outcome(problems, 0, 0, time.perf_counter() - start, None)
    directory = Directory(loaded.content, options.today)
    before = history.carried_on(directory, past)
    found = assets_of(directory, words=known.words if known else None)
    names = {name: address for name, (address, _) in found.items()}
    papers = _documents(loaded.content, Cache(options.cache), say)
    site = look.site_view(loaded.content.site, options.today, names, options.base_url, papers)
    try:
        with tree.staging(options.out, thorough=options.release) as staged:
            staged.notes.update(before.notes())
            for address, body in (*found.values(), *papers.items()):
                staged.write(look.file_of(address), body)
            for address, body in embedding.files(directory, found["resize.js"][1]):
                staged.write(look.file_of(address), body)
            _write_photos(directory, loaded.sources, staged, Cache(options.cache), say)
            site = known.begin_pages(site) if known else site
            count = _write(directory, before, site, staged, known, options, say)
            if options.release:
                say("Comparing with the site published last")
                _refuse(directory, site, staged, release.Asked(last, options.gone, options.overheard))
    except guidance.GuidanceError as error:
        problem = loaded.sources.problem("guidance", "guidance", str(error), "Mend the page it names.")
        return Outcome([*problems, problem], 0, 0, time.perf_counter() - start, None)
    except _ChangedError as error:
        message = "This photo was changed while we were building."
        problem = loaded.sources.problem(error.path, "photo-changed", message, "Build again.")
        return Outcome([*problems, problem], 0, 0, time.perf_counter() - start, None)
    except _BrokenError as error:
        broken = [_problem(link, loaded.content, loaded.sources) for link in error.links]
        return Outcome(in_order([*problems, *broken]), 0, 0, time.perf_counter() - start, None)
    except _RefusedError as error:
        return Outcome([*problems, *error.problems], 0, 0, time.perf_counter() - start, None)
    if known:
        known.settle()
    seconds = time.perf_counter() - start
    return Outcome(problems, len(directory.listed), count, seconds, staged.report, site.base_path)


def assets_of(
    directory: Directory, book: bytes | None = None, words: Memory[str] | None = None
) -> dict[str, tuple[str, bytes]]:
    """Return every asset of a site, perhaps with another rulebook: name → (site path, bytes).

    `words` remembers those that portraits are found by.
    """
    content = directory.content
    made = {**finding.files(directory, words), **preview.files(directory), **pictures.files()}
    made |= rulebook.files(content, data.schema_address(content.site))
    return assets.assets(made | ({rulebook.NAME: book} if book else {}))


def _documents(content: Content, cache: Cache, say: Callable[[str], None]) -> dict[str, bytes]:
    """Return the documents to take away: site path → bytes."""
    record, site = content.support.record, content.site
    if record is None:
        return {}
    say("Making the documents")
    return cache.files("documents", documents.key(record, site), lambda: documents.files(record, site))


def _write_photos(
    directory: Directory, sources: Sources, staged: tree.Staged, cache: Cache, say: Callable[[str], None]
) -> None:
    """Write every photo that a page shows into the staged tree, one at a time. Raises _ChangedError."""
    say("Making the photos")
    for original in directory.photos:
        make = partial(_drawn, original, sources)
        for address, body in cache.files(f"{_PHOTO}{original.name}", pictures.key(original), make).items():
            staged.write(look.file_of(address), body)
    # Whoever left is in no cache either.
    cache.forget(_PHOTO, but=(f"{_PHOTO}{original.name}" for original in directory.photos))


def _drawn(original: photos.Original, sources: Sources) -> dict[str, bytes]:
    path = f"{PHOTOS}/{original.name}"
    raw = sources.read(path, sources.folder / path, photos.LIMIT, keep=False)
    if raw is None or photos.inspect(original.name, raw) != original:
        raise _ChangedError(path)
    return pictures.draw(original, raw)


def _write(
    directory: Directory,
    known: history.History,
    site: look.SiteView,
    staged: tree.Staged,
    remembered: Remembered | None,
    options: Options,
    say: Callable[[str], None],
) -> int:
    """Write every page and file into the staged tree and return how many pages. Raises _BrokenError."""
    links, passages, addresses = Links(site.base_path), Passages(), []
    env = look.environment(site)
    beside = parts(directory, env, remembered.cards) if remembered else parts(directory, env)
    for address, body in beside.files:
        staged.write(look.file_of(address), body)
    ours = pages.every_page(directory, known, env, beside)
    all_pages = list(_pages(directory, site, ours, Cache(options.cache), say))
    for page, made in zip(all_pages, put(all_pages, staged, links, remembered, say), strict=True):
        links.add(page, made.ends)
        passages.add(made.passages)
        addresses.append(page.address)
    say("Writing what programs read")
    staged.write(look.file_of(ADDRESS), passages.file)
    leaders, unlisted = download(directory, site.base_url), _unlisted(directory)
    for path, body in data.files(directory, site, leaders, (a for a in addresses if a not in unlisted)):
        staged.write(path, body)
    say("Making the spreadsheets")
    there = staged.keep_old if options.hurried else lambda _path: False
    for path, body in data.sheets(leaders, Cache(options.cache), there):
        staged.write(path, body)
    staged.write(feed.FEED, feed.written(directory, known, site))
    former = {f"/directory/{slug}/": address for slug, address in directory.redirects.items()}
    for path, body in hosting.files(site.base_path, former):
        staged.write(path, body)
    say("Following every link")
    broken = links.broken(staged.files)
    if broken:
        raise _BrokenError(broken)
    return len(addresses)


def _refuse(directory: Directory, site: look.SiteView, staged: tree.Staged, asked: release.Asked) -> None:
    """Raise _RefusedError where the finished site may not be published."""
    files = (path for path in sorted(staged.files - {tree.MANIFEST}) if path.endswith(leaks.KINDS))
    read = ((path, (staged.root / path).read_bytes()) for path in files)
    refused = release.refusals(directory, site, staged.files, read, asked)
    if refused:
        raise _RefusedError(refused)


def _pages(
    directory: Directory,
    site: look.SiteView,
    ours: Iterable[look.Page],
    cache: Cache,
    say: Callable[[str], None],
) -> Iterator[look.Page]:
    say("Making the protocols’ pages")
    yield from guidance.pages(directory.content.guidance, site, cache)
    say("Making the leaders’ pages")
    yield from ours


def _unlisted(directory: Directory) -> frozenset[str]:
    """Return the addresses that search engines are not told of."""
    notices = {f"/directory/{slug}/" for slug in (*directory.gone, *directory.redirects)}
    empty = {value.address for values in directory.facets.values() for value in values if not value.entries}
    quiet = {entry.address for entry in directory.with_page if not entry.standing.in_lists}
    ended = {f"/directory/district/{district.slug}/" for district in directory.ended_districts}
    return frozenset({"/404.html", "/embed/list/", *notices, *empty, *quiet, *ended})


def _problem(link: Broken, content: Content, sources: Sources) -> Problem:
    """Return a link that leads nowhere as a problem of the page that holds it, at its line."""
    message, mend = f"The link to {link.target} leads nowhere: {link.why}.", link.mend
    for page in content.guidance:
        if page.address == link.page:
            for number, line in enumerate(page.body.split("\n"), start=page.first_line):
                # Whole, so that `/directory` is not found in `/directory/`.
                typed = re.search(rf"(?<![^(<\"'\s]){re.escape(link.target)}(?![^)>\"'\s])", line)
                if typed:
                    column = typed.start() + 1
                    fault = Fault(BODY, "broken-link", message, mend, line=number, column=column)
                    return sources.place(page.path, [fault])[0]
            return sources.problem(page.path, "broken-link", message, mend)
    if link.target.startswith("/guidance/"):
        message = f"Every site leads to {link.target}, and {link.why}."
        return sources.problem("guidance", "broken-link", message, "Put it back, with its clauses.")
    hint = "This page is made by the program: it is our fault, not yours. Please tell us."
    return Problem(link.page, 1, 1, 2, "broken-link", message, hint)
