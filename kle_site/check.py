"""Rules between records, and between records and today. Each is a function whose docstring is its promise.

To add a rule, write a function and put it into RULES. It yields the path of a file inside the content folder
and a fault; where the fault stands in the file is looked up later.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from kle_site import album, anonymity, casebook, protocols
from kle_site.dates import first_day
from kle_site.fields import choose_from
from kle_site.load import Content, Loaded
from kle_site.model import RESERVED, Leader, months_after, same_person
from kle_site.phrases import said
from kle_site.problems import Fault, Placed, Problem, Where, in_order
from kle_site.recruitment import overlaps

Named = tuple[str, Where, str]
"""The path of a file, a place in it, and the slug that stands there."""
Rule = Callable[[Content, datetime.date], Iterator[Placed]]

CONSENT_MONTHS = 24
"""Months for which consent holds (DESIGN §3)."""


def check(loaded: Loaded, today: datetime.date, *, release: bool = False) -> list[Problem]:
    """Return every problem of a loaded content folder; with `release`, also what only a release refuses."""
    problems = list(loaded.problems)
    if loaded.content:
        rules = RULES + RELEASE_RULES if release else RULES
        by_path: defaultdict[str, list[Fault]] = defaultdict(list)
        for path, fault in (found for rule in rules for found in rule(loaded.content, today)):
            by_path[path].append(fault)
        for path, faults in by_path.items():
            problems += loaded.sources.place(path, faults)
    return in_order(problems)


def of_files(loaded: Loaded, today: datetime.date, asked: set[str]) -> list[Problem]:
    """Return the problems of some files, by their paths as shown, and those that they cause in others."""
    problems = check(loaded, today)
    content, shown = loaded.content, loaded.sources.shown
    if content is None:
        # The portraits could not be checked in full; then the other files’ problems say why.
        return problems
    # Two files may want one address or school.
    others = tuple(leader for leader in content.leaders if shown(leader.path) not in asked)
    without = set(check(replace(loaded, content=replace(content, leaders=others)), today))
    return [problem for problem in problems if problem.path in asked or problem not in without]


# --- what portraits refer to ------------------------------------------------------------------------------


def expertise_is_in_the_vocabulary(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """Every tag stands in expertise.yaml and is in use."""
    tags = content.expertise.tags
    in_use = [tag.slug for tag in tags.values() if not tag.replaced_by]
    named: list[Named] = [
        (leader.path, ("expertise", number), slug)
        for leader in content.leaders
        for number, slug in enumerate(leader.expertise)
    ]
    named += [
        (case.path, ("expertise", number), slug)
        for case in content.cases
        for number, slug in enumerate(case.head.expertise)
    ]
    named += [
        ("routes.yaml", ("needs", number, "expertise"), need.expertise)
        for number, need in enumerate(content.routes.needs)
        if need.expertise
    ]
    for path, where, slug in named:
        tag = tags.get(slug)
        if tag is None:
            hint = choose_from(slug, in_use) or said("unknown-tag-hint").hint
            yield path, Fault(where, *said("unknown-tag", slug=slug, hint=hint))
        elif tag.replaced_by:
            yield path, Fault(where, *said("retired-tag", slug=slug, instead=tag.replaced_by))


def districts_exist(content: Content, today: datetime.date) -> Iterator[Placed]:
    """Every school, town and postcode is in a district of places.yaml that exists today."""
    known = content.places.district_by_slug
    named: list[Named] = [
        (leader.path, ("schools", number, "district"), school.district)
        for leader in content.leaders
        for number, school in enumerate(leader.schools)
    ]
    # A district that places.yaml itself does not know was told when that file was read.
    named += [
        ("places.yaml", ("towns", number, "district"), town.district)
        for number, town in enumerate(content.places.towns)
        if town.district in known
    ]
    named += [
        ("places.yaml", ("postcode_districts", number, "districts", place), slug)
        for number, postcode in enumerate(content.places.postcode_districts)
        for place, slug in enumerate(postcode.districts)
        if slug in known
    ]
    yield from _places_exist(named, content, tuple(known), today)


def works_in_known_places(content: Content, today: datetime.date) -> Iterator[Placed]:
    """Everything in works_in is an area, a district that exists today, or county."""
    named: list[Named] = [
        (leader.path, ("works_in", number), slug)
        for leader in content.leaders
        for number, slug in enumerate(leader.works_in)
    ]
    yield from _places_exist(named, content, content.places.works_in, today)


def _places_exist(
    named: list[Named], content: Content, known: tuple[str, ...], today: datetime.date
) -> Iterator[Placed]:
    for path, where, slug in named:
        district = content.places.district_by_slug.get(slug)
        if slug not in known:
            what = "unknown-place" if "county" in known else "unknown-district"
            hint = choose_from(slug, known) or said("one-of", known=", ".join(known)).hint
            yield path, Fault(where, *said(what, slug=slug, hint=hint))
        elif district and not district.exists(today):
            yield path, Fault(where, *said("district-gone", label=district.label))


def designations_are_described(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """Every designation is described in designations.yaml."""
    for leader in content.leaders:
        for number, held in enumerate(leader.designations):
            if held.kind not in content.designations.by_kind:
                hint = choose_from(held.kind, content.designations.by_kind)
                where = ("designations", number, "kind")
                yield leader.path, Fault(where, *said("unknown-designation", kind=held.kind, hint=hint))


def postcodes_can_be_placed(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """Advice: a postcode that places.yaml does not know cannot be used for distance."""
    known = {postcode.code: postcode for postcode in content.places.postcode_districts}
    for leader in content.leaders:
        for number, school in enumerate(leader.schools):
            outward = school.postcode.split()[0] if school.postcode else None
            where = ("schools", number, "postcode")
            if outward and outward not in known:
                words = said("unknown-postcode", outward=outward)
                yield leader.path, Fault(where, *words, severity="advice")
            elif outward and school.district not in known[outward].districts:
                districts = ", ".join(known[outward].districts)
                words = said(
                    "postcode-elsewhere", outward=outward, district=school.district, districts=districts
                )
                yield leader.path, Fault(where, *words, severity="advice")


# --- people are who they are, once ------------------------------------------------------------------------


def nobody_stands_twice(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """No two files are about one person: a URN may be shared (co-heads), a URN and a name may not."""
    seen: dict[tuple[int, str], Leader] = {}
    for leader in content.leaders:
        for number, school in enumerate(leader.schools):
            other = seen.setdefault((school.urn, same_person(leader.name)), leader)
            if other is not leader:
                message = f"There is {other.path} already, about {other.name} at this school."
                hint = "Keep one file; the other’s name may go into its aliases."
                yield leader.path, Fault(("schools", number, "urn"), "same-person", message, hint)
                break


def a_school_is_told_one_way(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """Two files that share a URN say the same of that school: name, phase and district."""
    seen: dict[int, tuple[Leader, tuple[str, str, str]]] = {}
    for leader in content.leaders:
        for number, school in enumerate(leader.schools):
            told = (school.name, school.phase, school.district)
            other, first = seen.setdefault(school.urn, (leader, told))
            for field, here, there in zip(("name", "phase", "district"), told, first, strict=True):
                if here != there:
                    where = ("schools", number, field)
                    words = said("school-differs", path=other.path, field=field, value=there)
                    yield leader.path, Fault(where, *words)


def aliases_lead_somewhere_new(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """An alias is nobody's slug, nobody else's alias, no page's address, and nobody's who has withdrawn."""
    slugs = {leader.slug for leader in content.leaders}
    gone = {line.slug for line in content.withdrawn.withdrawn}
    seen: dict[str, Leader] = {}
    for leader in content.leaders:
        for number, alias in enumerate(leader.aliases):
            other = seen.setdefault(alias, leader)
            if alias in slugs:
                message = said("alias-own", alias=alias).message
            elif alias in RESERVED:
                message = said("alias-page", alias=alias).message
            elif alias in gone:
                message = f"In withdrawn.yaml, “{alias}” is no longer listed."
            elif other is not leader:
                message = f"The alias stands in {other.path} already."
            else:
                continue
            words = said("alias-page", alias=alias)
            yield leader.path, Fault(("aliases", number), words.code, message, words.hint)


def the_withdrawn_have_no_file(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """Who stands in withdrawn.yaml has no portrait."""
    slugs = {leader.slug for leader in content.leaders}
    for number, line in enumerate(content.withdrawn.withdrawn):
        if line.slug in slugs:
            message = f"The file kles/{line.slug}.yaml still exists."
            hint = "Delete that file or, if the person is listed again, delete this line."
            yield "withdrawn.yaml", Fault(("withdrawn", number, "slug"), "still-there", message, hint)


# --- dates ------------------------------------------------------------------------------------------------


def nothing_has_happened_tomorrow(content: Content, today: datetime.date) -> Iterator[Placed]:
    """What is said to have happened is not in the future."""
    for leader in content.leaders:
        said: list[tuple[Where, datetime.date | None]] = [
            (("confirmed",), leader.confirmed),
            (("consent", "given"), leader.consent.given),
            (("availability", "checked"), leader.availability.checked),
            (("mentor_training",), leader.mentor_training),
        ]
        said += [(("designations", n, "since"), held.since) for n, held in enumerate(leader.designations)]
        said += [(("schools", n, "since"), school.since) for n, school in enumerate(leader.schools)]
        said += [(("impact", n, "year"), first_day(told.year)) for n, told in enumerate(leader.impact)]
        free = leader.availability.free_days
        if free:
            # In summer, people know what they can give from September.
            said.append((("availability", "free_days", "year"), months_after(first_day(free.year), -12)))
        for where, date in said:
            if date and date > today:
                yield leader.path, _in_future(where, today)
    for number, line in enumerate(content.withdrawn.withdrawn):
        if line.on > today:
            yield "withdrawn.yaml", _in_future(("withdrawn", number, "on"), today)
    site = content.site
    days = {
        ("privacy_notice_since",): site.privacy_notice_since,
        ("accessibility", "prepared"): site.accessibility.prepared,
        ("accessibility", "reviewed"): site.accessibility.reviewed,
    }
    yield from (("site.yaml", _in_future(where, today)) for where, day in days.items() if day > today)


def _in_future(where: Where, today: datetime.date) -> Fault:
    return Fault(where, *said("future", today=today.isoformat()))


def consent_is_in_force(content: Content, today: datetime.date) -> Iterator[Placed]:
    """Nobody's page is published on consent older than 24 months, or to a notice that does not exist."""
    for leader in content.leaders:
        if not leader.standing(today).has_page:
            continue
        last = months_after(leader.consent.given, CONSENT_MONTHS)
        if today > last:
            words = said("consent-expired", last=last.isoformat())
            yield leader.path, Fault(("consent", "given"), *words)
        if leader.consent.notice > content.site.privacy_notice:
            words = said("unknown-notice", newest=content.site.privacy_notice)
            yield leader.path, Fault(("consent", "notice"), *words)


# --- privacy ----------------------------------------------------------------------------------------------


def impact_names_no_school(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """No claim or evidence names a school that the content knows, so that no supported school can be told."""
    names = anonymity.Names()
    for leader in content.leaders:
        for school in leader.schools:
            names.add(anonymity.name_of(school.name))
    for leader in content.leaders:
        for number, told in enumerate(leader.impact):
            for field, text in (("claim", told.claim), ("evidence", told.evidence)):
                if any(names.rows_in(anonymity.plain_words(text))):
                    yield leader.path, Fault(("impact", number, field), *said("school-named"))


# --- the site ---------------------------------------------------------------------------------------------


def every_area_can_be_asked(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """Every area has a chair's and the advisers' mailboxes, and no mailbox is for an area that is not."""
    areas, boxes = content.places.area_by_slug, content.site.mailboxes
    for field, held in (("area_chairs", set(boxes.area_chairs)), ("sias", set(boxes.sias))):
        for area in sorted(set(areas) - held):
            message, hint = f"There is no mailbox for {areas[area].label}.", f"Add {area}: and its mailbox."
            yield "site.yaml", Fault(("mailboxes", field), "no-mailbox", message, hint)
        for area in sorted(held - set(areas)):
            message, hint = f"There is no area “{area}” in places.yaml.", choose_from(area, areas)
            yield "site.yaml", Fault(("mailboxes", field, area), "unknown-place", message, hint)


def rounds_do_not_overlap(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """A round of recruitment opens when all is told of the one before, in whichever file that stands."""
    yield from overlaps(content.recruitment)


RULES: tuple[Rule, ...] = (
    expertise_is_in_the_vocabulary,
    districts_exist,
    works_in_known_places,
    designations_are_described,
    postcodes_can_be_placed,
    nobody_stands_twice,
    a_school_is_told_one_way,
    aliases_lead_somewhere_new,
    the_withdrawn_have_no_file,
    nothing_has_happened_tomorrow,
    consent_is_in_force,
    impact_names_no_school,
    every_area_can_be_asked,
    rounds_do_not_overlap,
    *album.RULES,
    *protocols.RULES,
    *casebook.RULES,
)


# --- what only a release refuses --------------------------------------------------------------------------


def live_sites_hold_no_examples(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """A live site is released without invented entries."""
    invented = [leader.path for leader in content.leaders if leader.example]
    invented += [case.path for case in content.cases if case.head.example]
    for path in invented if content.site.stage == "live" else ():
        message, hint = "This entry is invented, and the site is live.", "Delete the file."
        yield path, Fault(("example",), "example-live", message, hint)


def live_sites_write_to_real_mailboxes(content: Content, _today: datetime.date) -> Iterator[Placed]:
    """A live site is released without a mailbox that cannot exist: one at .example, .test or .invalid."""
    if content.site.stage != "live":
        return
    mailboxes = content.site.mailboxes.model_dump()
    named = [("site.yaml", where, address) for where, address in _texts(mailboxes, ("mailboxes",))]
    named += [(leader.path, ("contact", "email"), leader.contact.email or "") for leader in content.leaders]
    for path, where, address in named:
        if address.lower().endswith((".example", ".test", ".invalid")):
            message = "No message can reach this mailbox, and the site is live."
            yield path, Fault(where, "example-live", message, "Write the real one.")


def _texts(value: Any, where: Where) -> Iterator[tuple[Where, str]]:
    if isinstance(value, str):
        yield where, value
        return
    for name, inside in value.items():
        yield from _texts(inside, (*where, name))


RELEASE_RULES: tuple[Rule, ...] = (live_sites_hold_no_examples, live_sites_write_to_real_mailboxes)
