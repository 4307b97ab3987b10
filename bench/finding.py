"""How fast leaders are found, in Chromium with its processor slowed down 4 times: `python bench/finding.py`.

For counties of 42, 500 and 10,000 leaders: the bytes that are fetched before the first result, how long it
takes to index them, and to find who fits one word, two words and misspelt ones. The peer, in the same run, is
a plain scan: each leader's words, in lower case, searched for as typed. It forgives and explains nothing.
"""

from __future__ import annotations

import datetime
import gzip
import json
import statistics
import sys
import tempfile
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser.watch import launched, serving  # type: ignore[import-not-found]  # noqa: E402
from playwright.sync_api import Page  # noqa: E402

from kle_site import finding  # noqa: E402
from kle_site.build import assets_of  # noqa: E402
from kle_site.directory import Directory  # noqa: E402
from kle_site.load import load  # noqa: E402

DAY = datetime.date(2026, 11, 25)
SLOWER = 4
QUERIES = {
    "one word": ["mentoring", "safeguarding", "maths", "swale", "finance"],
    "two words": ["new head", "special needs", "peer review", "small schools", "early reading"],
    "misspelt": ["safegaurding", "mentering", "govenors", "behavour", "attendence"],
}

# Both ways, one after the other, so that they meet the same moment of the machine.
TIME = """
async ([search, files, queries]) => {
  const { Search } = await import(search);
  const [leaders, places, words] = files;
  const start = performance.now();
  const found = new Search(leaders, places);
  await found.learn({ words });
  const indexed = performance.now() - start;
  const plain = leaders.name.map((name, at) =>
    [name, leaders.role[at], ...leaders.schools[at], words[at]].join(" ").toLowerCase());
  const times = { ours: [], scan: [] };
  for (const query of queries) {
    for (let round = 0; round < 5; round += 1) {
      let before = performance.now();
      found.find(query);
      times.ours.push(performance.now() - before);
      before = performance.now();
      const asked = query.split(" ");
      plain.map((text, at) => (asked.every((word) => text.includes(word)) ? at : -1)).filter((at) => at >= 0);
      times.scan.push(performance.now() - before);
    }
  }
  return [indexed, times];
}
"""


def main() -> int:
    """Print a table."""
    content = load(ROOT / "content").content
    if content is None:
        sys.exit("content/ has errors: run kle check")
    print(f"Chromium, processor slowed down {SLOWER} times; gzip; milliseconds; ratio to a plain scan\n")
    print("| leaders | KB before a result | KB in all | index | queries | median | 95th of 100 | ratio |")
    print("|---:|---:|---:|---:|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        root = Path(folder)
        names = _scripts(root, content)
        with serving(root) as served:
            tab = browser.new_page()
            tab.goto(served.url("/"))
            tab.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            for count in (42, 500, 10_000):
                _measure(tab, names["search.js"], _files(content, count), count)
    return 0


def _scripts(root: Path, content: Any) -> dict[str, str]:
    """Write the site's scripts below a folder, and return name → site path."""
    found = assets_of(Directory(content, DAY))
    for address, body in found.values():
        file = root / address[1:]
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(body)
    (root / "index.html").write_text("<!doctype html><title>Bench</title><link rel=icon href=data:,>")
    return {name: address for name, (address, _) in found.items()}


def _files(content: Any, count: int) -> dict[str, bytes]:
    """Return the data of a county with so many leaders: ours over and over, under other names."""
    leaders = zip(range(count), cycle(content.leaders), strict=False)
    many = tuple(
        one.model_copy(update={"slug": f"{one.slug}-{at}", "name": f"{one.name} {at}"}) for at, one in leaders
    )
    return finding.files(Directory(replace(content, leaders=many), DAY))


def _measure(tab: Page, search: str, files: dict[str, bytes], count: int) -> None:
    size = {name: len(gzip.compress(body, 9)) / 1000 for name, body in files.items()}
    held = [json.loads(files[name]) for name in ("leaders.json", "places.json", "words.json")]
    first = size["leaders.json"] + size["places.json"]
    for kind, queries in QUERIES.items():
        indexed, times = tab.evaluate(TIME, [search, held, queries])
        median, ours, scan = statistics.median(times["ours"]), sum(times["ours"]), sum(times["scan"])
        late = statistics.quantiles(times["ours"], n=20)[-1]
        print(
            f"| {count:,} | {first:.0f} | {first + size['words.json']:.0f} | {indexed:.0f} | {kind} "
            f"| {median:.2f} | {late:.2f} | {f'{ours / scan:.1f}' if scan > 1 else 'too short to tell'} |",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
