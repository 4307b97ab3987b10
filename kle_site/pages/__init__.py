"""Directory → pages. Each module makes one kind; `every_page` makes them all."""

from __future__ import annotations

from collections.abc import Iterator

import jinja2

from kle_site.directory import Directory
from kle_site.history import History
from kle_site.look import Page
from kle_site.pages import (
    about,
    annual,
    apply,
    areas,
    availability,
    changes,
    coverage,
    data,
    eligibility,
    embed,
    governors,
    home,
    impact,
    leader,
    lists,
    match,
    notices,
    recruitment,
    routes,
    shortlist,
    submit,
    support_record,
)


def every_page(
    directory: Directory,
    known: History,
    env: jinja2.Environment,
    write: lists.Write = lists.unwritten,
) -> Iterator[Page]:
    """Yield every page but the guidance's; `known` is what is known of before.

    `write` is given what their scripts fetch and only the pages' own making can tell: (site path, bytes).
    """
    yield from home.pages(directory, env)
    yield from lists.pages(directory, env, write)
    yield from leader.pages(directory, env)
    yield from areas.pages(directory, env)
    yield from coverage.pages(directory, env)
    yield from routes.pages(directory, env)
    yield from governors.pages(directory, env)
    yield from eligibility.pages(directory, env)
    yield from recruitment.pages(directory, env)
    yield from apply.pages(directory, env)
    yield from annual.pages(directory, env)
    yield from availability.pages(directory, env)
    yield from submit.pages(directory, env)
    yield from impact.pages(directory, env)
    yield from changes.pages(directory, known, env)
    yield from shortlist.pages(directory, env)
    yield from match.pages(directory, env)
    yield from support_record.pages(directory, env)
    yield from data.pages(directory, env)
    yield from embed.pages(directory, env)
    yield from about.pages(directory, env)
    yield from notices.pages(directory, env)
