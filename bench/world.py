"""Worlds for the benchmarks: this repository's vocabularies with as many invented leaders as one asks for.

`python bench/world.py 1000 FOLDER` writes a content folder. The same number gives the same bytes, whoever
asks and when: every choice comes from one seed. Lengths and shares are like those of a real list: most
portraits have 900 to 1,600 characters and some reach the limit; seven in ten leaders lead primary schools; a
few terms of expertise are everybody's and most are rare; one leader in twelve takes no commissions.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from kle_site.load import Content, load  # noqa: E402
from kle_site.new import slug_for  # noqa: E402
from kle_site.writing import portrait as written  # noqa: E402

SHARED = ("designations", "eligibility", "expertise", "places", "routes", "site", "support-record")
"""The files beside the portraits that a world takes over as they are."""
FIRST = """
    Abena Alistair Amara Anil Anna Bethan Callum Carys Chidi Clara Daniel Dilys Dwayne Eleanor Emeka
    Farah Frances Gareth Grace Graham Hamish Harriet Heather Ibrahim Ifeoma Imogen Isobel Jack Jaswinder
    Joan Jonathan Kath Keiran Leila Lucie Maeve Malik Marcus Marianne Mei Mohammed Nadia Nigel Niamh
    Oluwaseun Owen Padma Priya Rajesh Renée Rosalind Ruth Sana Siân Siobhán Sofia Stephen Sunita Tariq
    Tomasz Tunde Ursula Verity Wendy Yasmin Zoë
"""
LAST = """
    Abara Adeyemi Ashdown Bannerman Barrow Blakeney Boyle Castellan Chaudhry Colebrook Crombie Darnell
    Delamere Dunmore Eastlake Fairweather Farrant Fitch Gascoigne Greatorex Gurung Hathersage Hollis
    Iredale Jessop Keaney Kingsnorth Larkin Llewellyn Lovage Macleod Marchbank Mensah Mudge Nakamura
    Novák Nwosu O’Brien O’Hara Okafor Oyelaran Peake Pemberley Pillai Pocock Prideaux Quarrington Rahman
    Redfern Sallis Sandhurst St-Clair Tamplin Thistlewood Toor Underhill Vance Vickery Waverley Whitlock
    Wieczorek Yarrow Zammit Ångström
"""
HEADS = """
    Alder Amber Beacon Birch Bramble Brook Cherry Chalk Clover Copper Elder Fern Flint Furze Harbour
    Hazel Heron Holly Ivy Juniper Kestrel Lark Linden Meadow Mill Oast Orchard Otter Plover Poplar
    Quarry Reed Rowan Saffron Sedge Shingle Spindle Swallow Teasel Thorn Willow Wren
"""
TAILS = """
    Bank Bay Bridge Close Common Court Creek Cross Down End Field Ford Gate Green Grove Hall Hill Hollow
    Lane Lea Marsh Mead Park Place Point Rise Row Side Street Top View Walk Way Wood Yard
"""
ENDING = {
    "nursery": "Nursery School",
    "primary": "Primary School",
    "secondary": "School",
    "all-through": "Academy",
    "special": "Special School",
    "alternative-provision": "Learning Centre",
}
PHASES = {
    "primary": 70,
    "secondary": 17,
    "special": 6,
    "nursery": 3,
    "all-through": 2,
    "alternative-provision": 2,
}
ROLES = {"Headteacher": 70, "Executive Headteacher": 18, "Head of School": 8, "Chief Executive": 4}
KINDS = {"KLE": 72, "NLE": 12, "LLE": 8, "SLE": 6, "NLG": 2}
STATUS = {"open": 66, "limited": 26, "paused": 8}
SENTENCES = (
    "I have led schools in Kent for {years} years, and the first term still teaches me the most.",
    "Most of the days I give go to heads who are new to the work.",
    "We begin with what is going well, because that is what the rest is built on.",
    "I visit every three weeks, and you can ring me in between.",
    "In {year} I worked with two schools that wanted help with {topic}.",
    "By the end of the year staff could say what had changed and why.",
    "I will tell you honestly what I see, and I will not do the job for you.",
    "Governors often ask how they will know that it worked: we agree that on the first day.",
    "Attendance rose from 91 to 94 per cent in four terms.",
    "What I learned was to stop two meetings for each one that I started.",
    "I can also help with {topic}, which took up most of my last two years.",
    "A good plan for {topic} fits on one page, and names who does what by when.",
    "We looked at the books of every class together and wrote down three things to keep.",
    "I do not bring a folder; I bring questions and time.",
    "The team chose what to drop first, and that made room for {topic}.",
    "Small schools need plans that one person can carry, so ours are short.",
    "If it helps, your deputy can spend a day in my school before we begin.",
    "After a year, **four in five** of the actions were done, and we said plainly which were not.",
)  # fmt: skip
CLAIMS = (
    "A first-time head had a plan that staff followed and governors understood.",
    "Fewer pupils missed more than a tenth of their lessons.",
    "Reading in the youngest classes was taught in the same way by everybody.",
    "Three middle leaders now write and check their own plans.",
    "The budget was in balance again within two years.",
)
EVIDENCE = (
    "The head's end-of-year review, and the minutes of two governors' meetings.",
    "Termly figures from the school's own records, read with its governors.",
    "Visits in October and May with the same checklist both times.",
    "A survey of staff before and after, answered by nine in ten.",
)
YEARS = ("2022-23", "2023-24", "2024-25", "2025-26")


def write(folder: Path, count: int) -> None:
    """Write a content folder with so many leaders. Raises FileExistsError where there is one."""
    content = load(ROOT / "content").content
    if content is None:
        sys.exit("content/ has errors: run kle check")
    (folder / "kles").mkdir(parents=True)
    for name in SHARED:
        shutil.copy(ROOT / "content" / f"{name}.yaml", folder)
    shutil.copytree(ROOT / "content" / "guidance", folder / "guidance")
    for slug, record in leaders(content, count):
        (folder / "kles" / f"{slug}.yaml").write_text(written(record), encoding="utf-8")


def leaders(content: Content, count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a slug and a portrait, as it is typed, for so many leaders."""
    lot = random.Random(count)
    tags = [tag.slug for tag in content.expertise.tags.values() if not tag.replaced_by]
    labels = {slug: tag.label[0].lower() + tag.label[1:] for slug, tag in content.expertise.tags.items()}
    lot.shuffle(tags)
    # As in any vocabulary, the tenth term is used about a tenth as often as the first.
    weights = [1 / place for place in range(1, len(tags) + 1)]
    districts = [one for one in content.places.districts if one.area]
    slugs: set[str] = set()
    urn = 900_000  # whom an example leads has a number that no school has
    for number in range(count):
        name = f"{lot.choice(FIRST.split())} {lot.choice(LAST.split())}"
        if lot.random() < 0.15:
            name += f"-{lot.choice(LAST.split())}"
        plain = slug_for(name)
        slug, again = plain, 1
        while slug in slugs:
            again += 1
            slug = f"{plain}-{again}"
        slugs.add(slug)
        home = lot.choice(districts)
        role = _one(lot, ROLES)
        schools = []
        for _ in range(_one(lot, {1: 80, 2: 12, 3: 5, 5: 2, 8: 1}) if role != "Head of School" else 1):
            urn += 1
            phase = _one(lot, PHASES)
            title = (
                f"Example {lot.choice(HEADS.split())} {lot.choice(TAILS.split())} {number} {ENDING[phase]}"
            )
            since = f"{lot.randint(2008, 2024)}-09"
            schools.append(
                {"name": title, "urn": str(urn), "phase": phase, "district": home.slug, "since": since}
            )
        mine = _several(lot, tags, weights, lot.randint(1, 6))
        record: dict[str, Any] = {
            "name": name,
            "designations": [
                {"kind": _one(lot, KINDS), "since": f"{lot.randint(2014, 2025)}-{lot.randint(1, 12):02}"}
            ],
            "role": role,
            "schools": schools,
        }
        if lot.random() < 0.5:
            record["trust"] = {
                "name": f"Example {lot.choice(HEADS.split())} {lot.choice(TAILS.split())} Trust"
            }
        record |= {
            "works_in": ["county"] if lot.random() < 0.1 else sorted({home.slug, lot.choice(districts).slug}),
            "expertise": mine,
            "support": _several(lot, list(_SUPPORT), list(_SUPPORT.values()), lot.randint(1, 4)),
            "availability": {
                "status": _one(lot, STATUS),
                "checked": f"2026-{lot.randint(8, 10):02}-{lot.randint(1, 28):02}",
            },
            "portrait": _portrait(lot, [labels[slug] for slug in mine]),
        }
        told = lot.choice((0, 1, 1, 2, 3))
        if told:
            record["impact"] = [
                {"claim": claim, "evidence": lot.choice(EVIDENCE), "year": lot.choice(YEARS)}
                for claim in lot.sample(CLAIMS, told)
            ]
        record |= {
            "contact": {"email": f"office{number}@school.example"} if lot.random() < 0.8 else {"via": "kah"},
            "consent": {
                "given": "2026-09-01",
                "scope": ["name", "portrait", "contact", "impact"]
                + (["reuse"] if lot.random() < 0.9 else []),
                "notice": "1",
            },
            "confirmed": f"2026-09-{lot.randint(1, 28):02}",
            "example": "true",
        }
        yield slug, record


_SUPPORT = {"mentoring": 6, "peer-review": 4, "school-improvement": 4, "leadership-development": 2}


def _one(lot: random.Random, shares: dict[Any, int]) -> Any:
    return lot.choices(list(shares), list(shares.values()))[0]


def _several(lot: random.Random, values: list[str], weights: list[float], many: int) -> list[str]:
    found = dict.fromkeys(lot.choices(values, weights, k=4 * many))
    return list(found)[:many]


def _portrait(lot: random.Random, topics: list[str]) -> str:
    """Return words in paragraphs: 400 characters at least, seldom near the limit."""
    goal = min(2_300, max(450, int(lot.lognormvariate(7.05, 0.35))))
    paragraphs: list[list[str]] = [[]]
    written = 0
    while written < goal:
        words = lot.choice(SENTENCES).format(
            years=lot.randint(3, 30), year=lot.choice(YEARS), topic=lot.choice(topics)
        )
        if len(paragraphs[-1]) >= lot.randint(2, 5):
            paragraphs.append([])
        paragraphs[-1].append(words)
        written += len(words) + 1
    return "\n\n".join(" ".join(one) for one in paragraphs) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[1].isdigit():
        sys.exit(
            "Type how many leaders, and a folder that is not there yet: python bench/world.py 1000 /tmp/world"
        )
    write(Path(sys.argv[2]), int(sys.argv[1]))
