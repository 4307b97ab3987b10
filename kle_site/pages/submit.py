"""The builder at /submit/: a form made from the model, in the order in which a head thinks of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jinja2

from kle_site import offered
from kle_site.directory import Directory
from kle_site.labels import BEYOND, LABELS
from kle_site.look import Here, Page, render
from kle_site.model import PHASES, SCOPES, STATUSES, SUPPORT
from kle_site.photos import ENOUGH
from kle_site.schema import portrait_schema

YEARS = 8
"""School years that a change may have happened in, to choose from: this one and those before."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of the model, as the form asks for it."""

    hint: str
    """What it is, in the model’s words."""
    write: str
    """What may be typed, in the model’s words; none for choices."""
    needed: bool
    least: int
    """Characters of a text, or things in a list, at least."""
    most: int
    """At most; 0 where there is no such limit."""


def asked(schema: dict[str, Any]) -> dict[str, Asked]:
    """Return every field of a portrait’s schema by its path: `schools.urn`."""
    return dict(_asked(schema, schema["$defs"], ""))


def _asked(record: dict[str, Any], records: dict[str, Any], path: str) -> Iterator[tuple[str, Asked]]:
    for name, field in record["properties"].items():
        write = field.get("errorMessage", "")
        counted = [
            int(found.replace(",", "")) for found in re.findall(r"[\d,]*\d(?= (?:to|character))", write)
        ]
        least = field.get("minItems", counted[0] if len(counted) > 1 else 0)
        most = field.get("maxItems", counted[-1] if counted else 0)
        hint = field["description"].removesuffix(write).strip()
        yield path + name, Asked(hint, write, name in record.get("required", []), least, most)
        (inner,) = field.get("allOf", [field.get("items", {})])
        if "$ref" in inner:
            yield from _asked(records[inner["$ref"].rpartition("/")[2]], records, f"{path}{name}.")


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the page."""
    content = directory.content
    places, site = content.places, content.site
    begins = int(directory.school_year[:4])
    held = [one for one in places.districts if one.exists(directory.today)]
    areas = [(area.slug, area.label) for area in places.areas]
    districts = [
        (heading, [(one.slug, one.label) for one in held if one.area == slug])
        for slug, heading in [*areas, (None, BEYOND)]
    ]
    yield render(
        env,
        "pages/submit.html",
        Here(
            path="/submit/",
            title="Write your pen portrait",
            description="For leaders: write your entry for the directory, see how it will look, and send it.",
            section="submit",
        ),
        fields=asked(portrait_schema(places, content.expertise, address="")),
        kinds=[(kind.kind, kind.label) for kind in content.designations.designations],
        phases=[(phase, LABELS[phase]) for phase in PHASES],
        districts=districts,
        works_in=[("County and areas", [("county", "The whole county"), *areas]), *districts],
        expertise=[
            (group.label, [tag for tag in group.tags if not tag.replaced_by])
            for group in content.expertise.groups
        ],
        support=[(kind, LABELS[kind]) for kind in SUPPORT],
        statuses=[(status, LABELS[status]) for status in STATUSES],
        scopes=SCOPES,
        years=[_school_year(begins - back) for back in range(YEARS)],
        free_years=[_school_year(begins + ahead) for ahead in range(2)],
        notice=site.privacy_notice,
        public=site.repository.public,
        files=site.repository.address,
        repository=site.on_github,
        reply_days=site.reply_days,
        enough=ENOUGH,
        shards=offered.count(directory),
    )


def _school_year(begins: int) -> tuple[str, str]:
    year = f"{begins}-{(begins + 1) % 100:02}"
    return year, year
