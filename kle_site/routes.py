"""Which route to a leader: who asks, for what and with what funding → what the protocols answer.

Records of `content/routes.yaml`, with the rule that the file keeps by itself: every combination of the three
is answered, and once. A row may name one value of each, or a list of those for which the answer is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import product
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from kle_site.fields import Slug, YesNo, choice, choose_from, one_line
from kle_site.model import SUPPORT, Record
from kle_site.places import Label, repeats
from kle_site.problems import Fault, Where

Sentences = Annotated[str, one_line(300)]
Combination = tuple[str, str, str]
"""Slugs of an asker, a need and a funding."""


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


OneOrMore = Annotated[tuple[Slug, ...], BeforeValidator(_listed), Field(min_length=1, max_length=20)]


class Asker(Record):
    """Somebody who asks for a leader."""

    slug: Slug
    label: Label
    about: Sentences | None = None
    part_of: Slug | None = None
    """The route that they are themselves a part of: they need not be told to write to it."""
    governs: YesNo = False
    """Are they governors? What they are answered stands on the pages for governors, too."""


class Governors(Record):
    """What governors may want to know before they commission something: our advice, not the protocols'."""

    why: Sentences
    good: Annotated[tuple[Sentences, ...], Field(min_length=1, max_length=10)]
    """What good support looks like."""
    ask: Annotated[tuple[Sentences, ...], Field(min_length=1, max_length=10)]
    """Questions to a leader before anything is agreed."""


class Need(Record):
    """What a leader is asked for."""

    slug: Slug
    label: Label
    about: Sentences | None = None
    support: Annotated[str, choice(SUPPORT)]
    """The kind of support that finds such leaders in the directory."""
    expertise: Slug | None = None
    """The tag that narrows them further."""
    governors: Governors | None = None
    """With it, the need has a page for governors."""


class Funding(Record):
    """Whether there is money for it."""

    slug: Slug
    label: Label
    about: Sentences | None = None


class Route(Record):
    """A way to a leader that the protocols name."""

    slug: Slug
    label: Label
    about: Sentences
    area_chair: YesNo = False
    """Does one write to the Area Chair?"""


class Answer(Record):
    """A row: what the protocols answer to these askers, needs and fundings."""

    asker: OneOrMore
    need: OneOrMore
    funding: OneOrMore
    route: Slug
    cost: Sentences
    free_days: YesNo = False
    """Are a leader's free days the first thing to ask for?"""
    accountable_to: Sentences
    feedback: Sentences
    clause: Slug
    """The id of the heading, in the current edition of the protocols, under which this stands."""

    def combinations(self) -> Iterator[Combination]:
        """Yield every combination that this row answers, once."""
        yield from product(*(dict.fromkeys(values) for values in (self.asker, self.need, self.funding)))


class Routes(Record):
    """The questions, the routes and the answers: `content/routes.yaml`."""

    askers: Annotated[tuple[Asker, ...], Field(min_length=1, max_length=20)]
    needs: Annotated[tuple[Need, ...], Field(min_length=1, max_length=20)]
    funding: Annotated[tuple[Funding, ...], Field(min_length=1, max_length=5)]
    routes: Annotated[tuple[Route, ...], Field(min_length=1, max_length=20)]
    rows: Annotated[tuple[Answer, ...], Field(min_length=1, max_length=500)]

    @cached_property
    def asker_by_slug(self) -> dict[str, Asker]:
        """Every asker by its slug."""
        return {asker.slug: asker for asker in self.askers}

    @cached_property
    def for_governors(self) -> tuple[Need, ...]:
        """The needs that have a page for governors: none where nobody who asks governs."""
        if not any(asker.governs for asker in self.askers):
            return ()
        return tuple(need for need in self.needs if need.governors)

    @cached_property
    def need_by_slug(self) -> dict[str, Need]:
        """Every need by its slug."""
        return {need.slug: need for need in self.needs}

    @cached_property
    def funding_by_slug(self) -> dict[str, Funding]:
        """Every funding by its slug."""
        return {funding.slug: funding for funding in self.funding}

    @cached_property
    def route_by_slug(self) -> dict[str, Route]:
        """Every route by its slug."""
        return {route.slug: route for route in self.routes}


# --- what the file must keep by itself ---------------------------------------------------------------------


def every_question_is_answered_once(routes: Routes) -> Iterator[Fault]:
    """Every combination of an asker, a need and a funding has one answer, and all that is named is listed."""
    faults = [*_told_apart(routes), *_known(routes)]
    yield from faults
    if not faults:  # else a misspelt name would be told again as twelve answers that are missing
        yield from _twice(routes)
        yield from _missing(routes)


def _told_apart(routes: Routes) -> Iterator[Fault]:
    lists: dict[str, tuple[tuple[Asker | Need | Funding | Route, ...], str]] = {
        "askers": (routes.askers, "asker"),
        "needs": (routes.needs, "need"),
        "funding": (routes.funding, "funding"),
        "routes": (routes.routes, "route"),
    }
    for field, (held, what) in lists.items():
        for name, said in (("slug", what), ("label", f"{what} labelled")):
            values: list[tuple[Where, str]] = [
                ((field, number, name), getattr(one, name)) for number, one in enumerate(held)
            ]
            yield from repeats(values, said)


def _known(routes: Routes) -> Iterator[Fault]:
    for number, asker in enumerate(routes.askers):
        if asker.part_of:
            at: Where = ("askers", number, "part_of")
            yield from _unknown([(at, asker.part_of)], routes.route_by_slug, "route")
    for number, row in enumerate(routes.rows):
        lists: dict[str, tuple[tuple[str, ...], Iterable[str]]] = {
            "asker": (row.asker, routes.asker_by_slug),
            "need": (row.need, routes.need_by_slug),
            "funding": (row.funding, routes.funding_by_slug),
        }
        for field, (values, known) in lists.items():
            named = _each(("rows", number, field), values)
            yield from repeats(named, field)
            yield from _unknown(named, known, field)
        yield from _unknown([(("rows", number, "route"), row.route)], routes.route_by_slug, "route")


def _each(where: Where, values: tuple[str, ...]) -> list[tuple[Where, str]]:
    """Return each value with its place; one alone may stand there without being a list."""
    return [((*where, n) if len(values) > 1 else where, value) for n, value in enumerate(values)]


def _unknown(named: Iterable[tuple[Where, str]], known: Iterable[str], what: str) -> Iterator[Fault]:
    for where, slug in named:
        if slug not in known:
            message = f"There is no {what} “{slug}” in this file."
            hint = choose_from(slug, known) or "Add it, or name another."
            yield Fault(where, f"unknown-{what}", message, hint)


def _twice(routes: Routes) -> Iterator[Fault]:
    """Yield a fault at both of two rows that answer the same, so that each is told with its line."""
    first: dict[Combination, int] = {}
    shared: dict[tuple[int, int], list[Combination]] = {}
    for number, row in enumerate(routes.rows):
        for combination in row.combinations():
            other = first.setdefault(combination, number)
            if other != number:
                shared.setdefault((other, number), []).append(combination)
    for (one, two), combinations in shared.items():
        more = f", and {len(combinations) - 1} more like it" if len(combinations) > 1 else ""
        what = f"{_in_words(*combinations[0])}{more}"
        for here, there in ((one, two), (two, one)):
            message = f"Row {there + 1} of the file answers this too: {what}."
            hint = "Delete one of the two rows, or take the value out of one."
            yield Fault(("rows", here), "answered-twice", message, hint)


def _missing(routes: Routes) -> Iterator[Fault]:
    """Yield a fault for each asker and need that lack an answer, at the row most like the missing one."""
    answered = {combination for row in routes.rows for combination in row.combinations()}
    for asker, need in product(routes.askers, routes.needs):
        lacking = [one.slug for one in routes.funding if (asker.slug, need.slug, one.slug) not in answered]
        if lacking:
            message = f"No row answers this: {_in_words(asker.slug, need.slug, ' or '.join(lacking))}."
            hint = "Add a row for it, or add it to a row that says the same."
            yield Fault(_nearest(routes, asker.slug, need.slug), "unanswered", message, hint)


def _nearest(routes: Routes, asker: str, need: str) -> Where:
    alike = [n for n, row in enumerate(routes.rows) if asker in row.asker]
    more = [n for n in alike if need in routes.rows[n].need]
    return ("rows", (more or alike)[-1]) if alike else ("rows",)


def _in_words(asker: str, need: str, funding: str) -> str:
    return f"asker {asker}, need {need}, funding {funding}"


FILES: dict[str, tuple[type[Record], Callable[..., Iterator[Fault]]]] = {
    "routes.yaml": (Routes, every_question_is_answered_once)
}
"""The file, its record, and the rule that it keeps by itself."""
