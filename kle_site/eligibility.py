"""Could somebody become a leader? The questions of `content/eligibility.yaml`, each under a clause.

They are asked on the visitor's device. A panel decides who is designated, on a day of its own: nothing here
is computed from an inspection grade, and nothing is stored (DESIGN §9).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated

from pydantic import Field

from kle_site.fields import Slug, choice, one_line
from kle_site.model import Record
from kle_site.places import repeats
from kle_site.problems import Fault

OF = ("person", "school")
Sentences = Annotated[str, one_line(300)]


class Question(Record):
    """A test that the protocols set."""

    slug: Slug
    of: Annotated[str, choice(OF)]
    """Whom it is about."""
    ask: Sentences
    if_not: Sentences
    """What somebody can do who says no."""
    exception: Slug | None = None
    """The clause under which somebody who says no may still be considered."""
    clause: Slug


class Eligibility(Record):
    """The questions, in order: `content/eligibility.yaml`. Without the file there is no page."""

    questions: Annotated[tuple[Question, ...], Field(max_length=30)] = ()


def questions_are_told_apart(found: Eligibility) -> Iterator[Fault]:
    """No two questions have the same slug or the same words."""
    for name, what in (("slug", "question"), ("ask", "question that asks")):
        yield from repeats(
            [(("questions", at, name), getattr(one, name)) for at, one in enumerate(found.questions)], what
        )


FILES: dict[str, tuple[type[Record], Callable[..., Iterator[Fault]]]] = {
    "eligibility.yaml": (Eligibility, questions_are_told_apart)
}
"""The file, its record, and the rule that it keeps by itself."""
