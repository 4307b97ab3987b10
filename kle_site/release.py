"""What a release refuses that a build for a look may do: it breaks no promise to those who came before.

The site published last says, in its manifest, which addresses there were and who was listed. An address that
was published leads somewhere for ever, or somebody says that it may be lost; many leaders go at once only
where each is named. Whatever is refused leaves the old site as it was.
"""

from __future__ import annotations

import datetime
import difflib
import re
import shlex
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from kle_site import leaks
from kle_site.directory import Directory
from kle_site.fields import did_you_mean
from kle_site.history import Past
from kle_site.look import SiteView, address_of, day
from kle_site.model import RESERVED, Standing
from kle_site.problems import Problem, in_order

SHARE, FEW = 10, 2
"""Leaders of a hundred, and leaders at all, who may be gone since the last site without being named."""
LONG = 366
"""Days since the last site beyond which the clock may be wrong: Publish runs daily."""
SHOWN = 20
"""Lost addresses that are told one by one."""

_NO_PROMISE = re.compile(
    # Named after their bytes; read by our own scripts alone; lists that grow and shrink; what hosts read.
    r"/(assets|photos|submit/portraits)/.*|/guidance/passages\.json|/404\.html"
    r"|/(.*/)?page/\d+/|/sitemap-\d+\.xml|/impact/expertise/[^/]+/|/[._][^/]*|/CNAME"
)
"""Addresses that nobody is promised. All others are: pages, feeds, calendars, data, documents."""
_LEADER = re.compile(r"/directory/([^/]+)/")
_OURS = "This file is made by the program: it is our fault, not yours. Publish nothing, and tell us."
_ALOUD = "This log may be public, so nobody is named: run the same command on your own machine."


@dataclass(frozen=True, slots=True)
class Asked:
    """How a release was asked for."""

    past: Past | None
    """The manifest of the site published last; None where nothing was."""
    gone: tuple[str, ...] = ()
    """What may be lost, as it was typed: slugs of leaders and site paths."""
    overheard: bool = False
    """May others read what is said? Then nobody who left is named."""


def refusals(
    directory: Directory,
    site: SiteView,
    files: Collection[str],
    data: Iterable[tuple[str, bytes]],
    asked: Asked,
) -> list[Problem]:
    """Return why a finished site may not be published, if at all.

    `files`: the paths that it holds; `data`: those that programs read (leaks.KINDS), with their bytes.
    """
    problems = [*_almost_the_domain(directory, site), *_private(directory, data)]
    if asked.past:
        lost = _lost(directory, files, asked.past)
        people = _gone(directory, asked.past)
        problems += [*_lost_addresses(lost, asked), *_many_gone(people, asked.past, asked)]
        problems += _named_wrongly(lost, people, asked)
    elif asked.gone:
        hint = "Name that site with --since, or leave --gone out."
        problems.append(_problem("--gone", "not-gone", "There is no site to compare with.", hint))
    return in_order(problems)


def clock(past: Past, today: datetime.date, where: str, *, binding: bool) -> list[Problem]:
    """Return what is odd in a build's day: the last site's is no later one, and seldom one of long ago.

    `where`: the site or manifest that it is compared with. An earlier day is refused where it is `binding`.
    """
    if past.latest and past.latest > today:
        message = (
            f"This build is for {day(today)}, and the site published last knows of {day(past.latest)}: the "
            "clock of this machine, or --today, is wrong."
        )
        hint = (
            "Set the clock, or give the right --today: a release for an earlier day is refused. If the last "
            "site had the wrong day, build once without --since; what was new is then forgotten."
        )
        return [Problem(where, 1, 1, 2, "clock", message, hint, "error" if binding else "advice")]
    if past.built and (today - past.built).days > LONG:
        message = f"This build is for {day(today)}, and the site published last was for {day(past.built)}."
        hint = "If the clock of this machine, or --today, is right, there is nothing to do."
        return [Problem(where, 1, 1, 2, "clock", message, hint, "advice")]
    return []


def _problem(path: str, code: str, message: str, hint: str) -> Problem:
    return Problem(path, 1, 1, 2, code, message, hint)


# --- addresses --------------------------------------------------------------------------------------------


def _lost(directory: Directory, files: Collection[str], past: Past) -> list[str]:
    """Return the addresses that were promised and lead nowhere; `listed: false` is an answer."""
    unlisted = {
        f"/directory/{slug}/"
        for leader in directory.content.leaders
        if leader.standing(directory.today) is Standing.UNLISTED
        for slug in (leader.slug, *leader.aliases)
    }
    were = {"/" + file.removesuffix("index.html") for file in past.files if file not in files}
    return sorted(address for address in were - unlisted if not _NO_PROMISE.fullmatch(address))


def _slug(address: str) -> str | None:
    """Return whose address it is, where it is a person's."""
    found = _LEADER.fullmatch(address)
    return found[1] if found and found[1] not in RESERVED else None


def _lost_addresses(lost: list[str], asked: Asked) -> Iterator[Problem]:
    """Every address of the site published last leads somewhere, or is named."""
    named = set(asked.gone)
    left = [address for address in lost if not named & {address, _slug(address)}]
    people = [address for address in left if _slug(address)]
    told = left
    if people and asked.overheard:
        message = f"Addresses of leaders, {len(people):,} in number, would lead nowhere from now on."
        yield _problem("/directory/", "lost-address", message, _ALOUD)
        told = [address for address in left if address not in people]
    for address in told[:SHOWN]:
        slug = _slug(address)
        if slug:
            hint = (
                f"Has it moved? Add {slug} to the aliases of its new file. Has somebody left? Add a line to "
                f"withdrawn.yaml. To let it be not found, build with {_option(slug)}"
            )
        else:
            hint = f"Put the page or file back. If nobody needs it any more, build with {_option(address)}"
        message = f"{address} is published, and would lead nowhere from now on."
        yield _problem(address, "lost-address", message, hint)
    if len(told) > SHOWN:
        message = f"More addresses, {len(told) - SHOWN:,} in number, would lead nowhere from now on."
        hint = "Is this the right content folder, and the right site to compare with?"
        yield _problem("/", "lost-address", message, hint)


# --- people -----------------------------------------------------------------------------------------------


def _gone(directory: Directory, past: Past) -> list[str]:
    """Return the slugs of those who had a page in the site published last, and have none under any name."""
    here = {entry.leader.slug for entry in directory.with_page} | set(directory.redirects)
    return sorted(set(past.leaders) - here)


def _many_gone(people: list[str], past: Past, asked: Asked) -> Iterator[Problem]:
    """No more than a few leaders are gone at once, unless each is named."""
    if len(people) <= FEW or len(people) * 100 <= SHARE * len(past.leaders) or set(people) <= set(asked.gone):
        return
    message = f"{len(people):,} of {len(past.leaders):,} leaders are gone since the site published last."
    hint = "Look for deleted files, for the wrong content folder, and at --today. If it is right, "
    names = " ".join(map(_option, people))
    hint += f"name each of them. {_ALOUD}" if asked.overheard else f"add: {names}"
    yield _problem("/directory/", "many-gone", message, hint)


def _named_wrongly(lost: list[str], people: list[str], asked: Asked) -> Iterator[Problem]:
    """Whatever is named as gone is gone: else a slip of the keyboard could let somebody else go."""
    known = {*lost, *people, *(slug for address in lost if (slug := _slug(address)))}
    for name in dict.fromkeys(asked.gone):
        if name not in known:
            near = None if asked.overheard else did_you_mean(name, known)
            hint = f"Did you mean {_option(near)}? Else take it out." if near else "Take it out."
            told = "One of those named" if asked.overheard else f"“{name}”"
            yield _problem("--gone", "not-gone", f"{told} is not gone since the site published last.", hint)


def _option(name: str) -> str:
    """Return what to type; quoted, since it comes out of a manifest that came from elsewhere."""
    return f"--gone {shlex.quote(name)}"


# --- the site itself --------------------------------------------------------------------------------------


def _almost_the_domain(directory: Directory, site: SiteView) -> Iterator[Problem]:
    """A release is not for an address that is nearly, but not quite, the site's own."""
    own = address_of(directory.content.site)
    host, domain = (urlsplit(address).hostname or "" for address in (site.base_url, own))
    if host != domain and difflib.SequenceMatcher(None, host, domain).ratio() >= 0.9:
        message = f"{host} is nearly the site’s own domain, {domain}."
        hint = f"Did you mean --base-url {own}? If the domain is another one now, write it into site.yaml."
        yield _problem("--base-url", "base-url", message, hint)


def _private(directory: Directory, data: Iterable[tuple[str, bytes]]) -> Iterator[Problem]:
    """What programs read holds nothing that nobody agreed to, and nobody's pause."""
    for leak in leaks.found(directory, data):
        yield _problem(f"/{leak.path}", "private", f"This file tells {leak.what}.", _OURS)
