"""A county of as many leaders as a test wants, each with words of their own, made from a published one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from kle_site.load import Content
from kle_site.model import EXAMPLE_URNS, PHASES, SUPPORT, Leader, Standing

FIRST = (
    "Amina Bronwen Chidi Dorota Ewan Farah Gwilym Hana Idris Jia Kofi Lena Mei Nadia Oisín Priya Ruth Siân"
)
LAST = "Achebe Barlow Castellan Dhillon Eze Farrow Grieve Hollis Iqbal Jarrett Kaur Lyle Moss Njoku Odell"
PLACE = "Alder Bridge Church Dale Elm Farley Grange Hill Ivy Knoll Lodge Meadow Oast Priory Quay Ridge"


def crowded(content: Content, today: date, count: int) -> Content:
    """Return a content folder's records with so many leaders, all of them listed on the day."""
    return replace(content, leaders=tuple(_leaders(content, today, count)))


def _leaders(content: Content, today: date, count: int) -> Iterator[Leader]:
    """Yield leaders: the words of a card differ from one to the next, as they would."""
    chance = random.Random(2026)
    tags = [tag.slug for tag in content.expertise.tags.values() if not tag.replaced_by]
    districts = [district.slug for district in content.places.districts]
    model = next(leader for leader in content.leaders if leader.standing(today) is Standing.CURRENT)
    for number in range(count):
        school = model.base.model_copy(
            update={
                "name": f"{chance.choice(PLACE.split())} {chance.choice(PLACE.split())} School",
                "urn": EXAMPLE_URNS + number,
                "district": chance.choice(districts),
                "phase": chance.choice(PHASES),
            }
        )
        name = f"{chance.choice(FIRST.split())} {chance.choice(LAST.split())}"
        yield model.model_copy(
            update={
                "slug": f"{name.lower().replace(' ', '-')}-{number}",
                "name": name,
                "schools": (school,),
                "expertise": tuple(chance.sample(tags, chance.randint(3, min(6, len(tags))))),
                "support": tuple(chance.sample(SUPPORT, chance.randint(1, 4))),
                "aliases": (),
            }
        )
