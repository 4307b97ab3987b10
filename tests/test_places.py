"""Areas, districts, towns and postcode districts: how they are found, and when they exist."""

from __future__ import annotations

import datetime

import pytest
from test_county import DISTRICT, PLACES, changed

from kle_site.places import District, Places, PostcodeDistrict


@pytest.mark.parametrize("code", ["ME12", "me1", "CT1", "SW1A", "W1A"])
def test_the_first_half_of_a_postcode_is_written_large(code: str) -> None:
    """The first half of a postcode is taken in any case, as one or two letters and a number."""
    place = {"code": code, "latitude": "51", "longitude": "1", "districts": ["swale"]}

    assert code.upper() == PostcodeDistrict.model_validate(place).code


def test_places_are_found_by_their_slug() -> None:
    """Areas and districts come by slug, and know one another; works_in may hold any of them, or county."""
    places = Places.model_validate(changed(PLACES, {"districts.1.area": None}))
    east = places.area_by_slug["east"]

    assert ["swale"] == [district.slug for district in places.districts_of("east")]
    assert (east, None, None) == tuple(places.area_of(slug) for slug in ("swale", "medway", "dover"))
    assert ("county", "east", "west", "swale", "medway") == places.works_in


@pytest.mark.parametrize(
    ("valid_to", "today", "expected"),
    [
        (None, "2026-11-21", True),
        (None, "1974-04-01", True),
        (None, "1974-03-31", False),
        ("2028-03", "2028-03-31", True),
        ("2028-03", "2028-04-01", False),
    ],
)
def test_a_district_exists_to_the_end_of_its_last_month(
    valid_to: str | None, today: str, expected: bool
) -> None:
    """A district exists from the first day of its first month to the last day of its last."""
    district = District.model_validate(DISTRICT | ({"valid_to": valid_to} if valid_to else {}))

    assert expected is district.exists(datetime.date.fromisoformat(today))
