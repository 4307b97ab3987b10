"""Could you become a leader? Questions for oneself, and the same as a list to print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import jinja2

from kle_site import protocols
from kle_site.directory import Directory
from kle_site.eligibility import Question
from kle_site.look import Here, Page, render


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the site paths of its clause and of the exception from it."""

    question: Question
    clause: str
    exception: str | None


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the page, or none without questions."""
    questions = directory.content.eligibility.questions
    if not questions:
        return
    paths = protocols.paths(directory.content)
    asked = [
        Asked(one, paths[one.clause], paths[one.exception] if one.exception else None) for one in questions
    ]
    yield render(
        env,
        "pages/eligibility.html",
        Here(
            path="/eligibility/",
            title="Could you become a leader?",
            description="Questions for headteachers who think of becoming a Kent Leader of Education.",
            section="guidance",
        ),
        person=[one for one in asked if one.question.of == "person"],
        school=[one for one in asked if one.question.of == "school"],
    )
