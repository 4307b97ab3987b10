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
from kle_site.pages.cards import Parts


def every_page(
    directory: Directory,
    known: History,
    env: jinja2.Environment,
    beside: Parts,
) -> Iterator[Page]:
    """Yield every page but the guidance's; `known` is what is known of before.

    `beside` are the cards that the directory's script fetches: `cards.parts`.
    """
    yield from home.pages(directory, env)
    yield from lists.pages(directory, env, beside)
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
