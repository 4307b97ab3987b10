"""A first portrait for a new leader: a working example to overwrite line by line.

It passes the checks as it is, so that its author sees their page at once; it is marked as an example until
they delete the last line, so that no invented word can be published as theirs.
"""

from __future__ import annotations

import datetime
import json
import re

from kle_site.fields import slugify
from kle_site.load import Content
from kle_site.model import EXAMPLE_URNS, months_after

# Words that editors, though not we, read as something other than text.
_ODD = {"true", "false", "yes", "no", "on", "off", "null", "none", "y", "n"}


def slug_for(name: str) -> str:
    """Return the slug of a name; empty when it has no letter that an address can hold."""
    return slugify(name)


def portrait(name: str, content: Content, today: datetime.date, schema: str) -> str:
    """Return the text of a new portrait file; `schema` is the address that editors check it by."""
    month = today.replace(day=1)
    district = next(
        place
        for place in content.places.districts
        if place.area and place.valid_from <= month and (place.valid_to is None or place.valid_to >= month)
    )
    tags = [tag.slug for tag in content.expertise.tags.values() if not tag.replaced_by][:2]
    used = {school.urn for leader in content.leaders for school in leader.schools}
    urn = next(number for number in range(EXAMPLE_URNS, 1_000_000) if number not in used)
    kind = content.designations.designations[0].kind
    year = today.year if today.month >= 9 else today.year - 1
    return _TEMPLATE.format(
        schema=schema,
        name=_scalar(" ".join(name.split())),
        kind=kind,
        month=f"{months_after(today, -1):%Y-%m}",
        long_ago=f"{months_after(today, -48):%Y-%m}",
        urn=urn,
        district=district.slug,
        expertise=", ".join(tags),
        today=today.isoformat(),
        year=f"{year}-{(year + 1) % 100:02}",
        notice=content.site.privacy_notice,
    )


def _scalar(text: str) -> str:
    """Return a text as YAML: plain where nobody can misread it, else in double quotes."""
    plain = re.fullmatch(r"[^\W\d_](?:[\w '’.-]*[\w.])?", text) and text.lower() not in _ODD
    return text if plain else json.dumps(text, ensure_ascii=False)


_TEMPLATE = """\
# yaml-language-server: $schema={schema}
# Write over every value. What each field may hold: docs/portrait-fields.md
# Then run: kle check
name: {name}
designations:
  - {{kind: {kind}, since: {month}}}
role: Headteacher
schools:                          # the first is your base
  - name: Example School of Somewhere
    urn: {urn}                   # six digits; yours is at get-information-schools.service.gov.uk
    phase: primary                # nursery, primary, secondary, all-through, special, alternative-provision
    district: {district}
    since: {long_ago}                # the month you took the post
works_in: [{district}]              # districts, areas, or county
expertise: [{expertise}]          # one to six tags of content/expertise.yaml
support: [mentoring]              # mentoring, leadership-development, peer-review, school-improvement
availability:
  status: open                    # open, limited or paused; never a reason
  checked: {today}
  free_days: {{year: {year}, left: available}}   # available, limited or none
portrait: |
  Write here in your own words, as you would speak to a governor you have just met. Say which school you
  lead and what it is like: its size, its pupils, its place. Say what you have done for another school, when,
  and what came of it, without naming that school.

  Say who you can help most, and how you like to work: in person or on the telephone, for a term or for a
  year. Between 120 and 250 words is about right. Leave out e-mail addresses and telephone numbers; how to
  ask stands under contact.
contact: {{email: office@school.example, person: Office Manager}}   # a mailbox that others read too
consent:
  given: {today}
  scope: [name, portrait, contact, reuse]         # add photo or impact if you give them
  notice: {notice}
confirmed: {today}
example: true                     # delete this line when every word above is yours
"""
