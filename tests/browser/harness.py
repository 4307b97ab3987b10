"""A page that holds the builder's photo and ways out, and no form: what the form says, a test says."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from kle_site import look, offered, photos
from kle_site.directory import Directory
from kle_site.look import Here

PAGE = "/harness/"
REPOSITORY = "https://github.com/example/system-leader-directory"

_PAGE = """
{% extends "base.html" %}
{% block scripts %}
<link rel="stylesheet" href="{{ site.assets['tools.css'] | url }}">
<script type="module" src="{{ '/assets/harness.js' | url }}"></script>
{% endblock %}
{% block content %}
<h1>{{ here.title }}</h1>
{% include "parts/submit_photo.html" %}
{% include "parts/submit_exits.html" %}
{% endblock %}
"""
_SCRIPT = """
import { change, changesOf, number, published } from "./%(change)s";
import { exits, fits } from "./%(exits)s";
import { photo } from "./%(photo)s";
const held = { portrait: {}, slug: "", faults: [], text: "", said: [], opened: [], changed: 0 };
const builder = {
  portrait: () => held.portrait,
  slug: () => held.slug,
  faults: () => held.faults,
  text: () => held.text,
  say: (words) => held.said.push(words),
  changed: () => (held.changed += 1),
  changes: () => Boolean(published()),
  goOn: (slug) => (held.wentOn = slug),
  alone: (words) => held.said.push(words),
  tell: (words) => held.said.push(words),
  open: (...words) => {
    held.opened.push(words);
    [held.portrait, held.slug] = words;
  },
};
const taken = photo(document.querySelector("#photo"), builder);
const ways = exits(document.querySelector("#exits"), builder, taken);
Object.assign(window, { held, taken, ways, change, changesOf, number, published, fits, builder });
change(builder).then(() => {
  ways.settle();
  document.documentElement.dataset.began = "yes";
});
"""


def put_into(site: Path, directory: Directory, folder: Path, **changes: Any) -> Path:
    """Return a copy of a built site with the page in it; `changes` are of site.yaml's repository."""
    root = Path(shutil.copytree(site, folder / "site"))
    named = {f"{file.name.split('.')[0]}.js": file.name for file in (root / "assets").glob("*.js")}
    addresses = {
        f"{file.name.split('.')[0]}.{file.name.rpartition('.')[2]}": f"/assets/{file.name}"
        for file in (root / "assets").iterdir()
    }
    held = directory.content.site
    if changes:
        held = held.model_copy(update={"repository": held.repository.model_copy(update=changes)})
    env = look.environment(look.site_view(held, directory.today, addresses, None))
    page = env.from_string(_PAGE).render(
        here=Here(path=PAGE, title="Harness", description="For tests."),
        enough=photos.ENOUGH,
        reply_days=held.reply_days,
        repository=held.on_github,
        shards=offered.count(directory),
    )
    (root / "harness").mkdir()
    (root / "harness/index.html").write_text(page, encoding="utf-8")
    script = _SCRIPT % {name: named[f"{name}.js"] for name in ("change", "exits", "photo")}
    (root / "assets/harness.js").write_text(script, encoding="utf-8")
    return root
