"""What pages cost their readers, in Chromium: `python bench/pages.py`, once `make test` has set all up.

First views (requests and bytes as sent, gzip, without photos) of a directory of 150 invented leaders;
then search at 500 and at 10,000, with the processor slowed down 4 times: loading, the first result and the
bytes before it, and how long after each key results are painted. Prints tables, and writes them into
bench/RESULTS.md.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser.watch import Watch, launched, serving, watching  # type: ignore[import-not-found]  # noqa: E402
from playwright.sync_api import Browser, Page  # noqa: E402

from bench import results, world  # noqa: E402
from bench.cost import LEAN, place_for_worlds, timed  # noqa: E402

SLOWER = 4
VIEWED = 150
PATIENCE = 300_000
"""Milliseconds that a page may take to load: ten thousand leaders, slowed down, are a lot."""
WATCHED = (ROOT / "bench" / "watched.js").read_text(encoding="utf-8")
PAGES = {
    "home": ("/", 15),
    "directory": ("/directory/", 30),
    "a leader": ("/directory/{leader}/", 15),
    "guidance": ("/guidance/what-changed/", 40),
    "mentor": ("/match/", None),
    "routes": ("/routes/", None),
    "shortlist": ("/shortlist/", None),
}
"""Page → its address, and its budget of kilobytes (DESIGN §6)."""
QUERIES = {
    "one word": ["mentoring", "safeguarding", "maths", "swale", "finance"],
    "two words": ["new head", "special needs", "peer review", "small schools", "early reading"],
    "misspelt": ["safegaurding", "mentering", "govenors", "behavour", "attendence"],
}
LOOP = """() => {
  const from = performance.now();
  let sum = 0;
  for (let at = 0; at < 3e7; at += 1) sum += at % 7;
  return performance.now() - from + (sum ? 0 : 1);
}"""
TIMED = """() => {
  const { postMessage } = self;
  const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data");
  let from = 0;
  self.took = 0;
  // Its own listener, which was there first, asks for what it was told.
  Object.defineProperty(MessageEvent.prototype, "data", {
    get() {
      from = performance.now();
      return get.call(this);
    },
  });
  self.postMessage = (...given) => {
    self.took += performance.now() - from;
    postMessage(...given);
  };
}"""
"""Lets a Worker tell how long it took itself. Seen from the page, its answers wait for the page."""
TOOK = """() => {
  const { took } = self;
  self.took = 0;
  return took;
}"""
BESIDE = """() => new Promise((resolve) => {
  const worker = new Worker(URL.createObjectURL(new Blob([`onmessage = () => postMessage((LOOP)())`])));
  worker.onmessage = ({ data }) => resolve(data);
  worker.postMessage(null);
})""".replace("LOOP", LOOP)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print and write down."""
    asked = argparse.ArgumentParser(description="Measure first views and search in Chromium.")
    asked.add_argument("--sizes", nargs="*", type=int, default=[500, 10_000], help="leaders to search")
    asked.add_argument("--print-only", action="store_true", help="leave bench/RESULTS.md as it is")
    given = asked.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=place_for_worlds()) as place, launched() as browser:
        body = views(browser, built(Path(place), VIEWED))
        found = [search(browser, built(Path(place), count), count) for count in given.sizes]
        body += "\n\n" + searched(found, beside(browser)) if found else ""
        told = f"Chromium {browser.version}. {body}"
    print(told)
    if not given.print_only:
        results.put("Pages", told, ("playwright",))
    return 0


def built(folder: Path, count: int) -> Path:
    """Build a site of so many leaders, and return where."""
    world.write(folder / f"content-{count}", count)
    timed([*LEAN, "--content", f"content-{count}", "--out", f"site-{count}"], folder)
    return folder / f"site-{count}"


# --- First views ------------------------------------------------------------------------------------------


def views(browser: Browser, site: Path) -> str:
    """Return the first view of each page, and what its scripts weigh once a search is typed."""
    leader = next(
        page.parent.name
        for page in sorted(site.glob("directory/*/index.html"))
        if "data-leader" in page.read_text()
    )
    rows = []
    with serving(site) as served:
        for name, (address, budget) in PAGES.items():
            with watching(browser, served) as watch:
                rows.append(_view(watch, name, address.format(leader=leader), budget))
    heads = (
        "page:, requests, KB, budget, KB with headers, times the page alone, scripts KB, scripts in use KB"
    )
    told = f"First views of {VIEWED} leaders, gzip, without photos; the page alone is what its words weigh."
    return f"{told}\n\n{results.table(heads.split(', '), rows)}"


def _view(watch: Watch, name: str, address: str, budget: int | None) -> list[str]:
    sent: list[Any] = []
    watch.page.on("requestfinished", lambda one: sent.append(one))
    watch.visit(address)
    first = [one for one in sent if "/photos/" not in one.url]
    box = watch.page.locator("input[name=q]:visible, input[name=near]:visible")
    if box.count():
        box.first.fill("sheerness")
        watch.page.wait_for_timeout(1500)
        watch.settle()
    body, heads = weight(first), sum(one.sizes()["responseHeadersSize"] for one in first)
    return [
        name,
        str(len(first)),
        f"{body / 1000:.1f}",
        "–" if budget is None else f"{budget}: {'met' if body <= budget * 1000 else '**missed**'}",
        f"{(body + heads) / 1000:.1f}",
        f"{body / weight(first[:1]):.1f}",
        f"{weight(_scripts(first)) / 1000:.1f}",
        f"{weight(_scripts(sent)) / 1000:.1f}",
    ]


def weight(requests: Iterable[Any]) -> int:
    """Return how many bytes some answers have, packed."""
    return sum(one.sizes()["responseBodySize"] for one in requests)


def _scripts(requests: Iterable[Any]) -> list[Any]:
    return [one for one in requests if one.url.endswith(".js")]


# --- Search -----------------------------------------------------------------------------------------------


@dataclass
class Searched:
    """What it took to search a directory, in milliseconds and bytes, with the processor slowed down."""

    count: int
    load: float
    """From asking for the page until it has loaded."""
    first: dict[str, float]
    """The first result, counted from the moment its words stand in the box."""
    fetched: int
    """Bytes before it, beside the page itself."""
    block: float
    """The longest task of the page until then; 0 where none took 50."""
    keys: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    """Kind of query → what came of each key."""
    typing: float = 0
    """The longest task while keys were typed."""


def search(browser: Browser, site: Path, count: int) -> Searched:
    """Type into the directory's search box as soon as it is loaded, then key by key."""
    with serving(site) as served, watching(browser, served) as watch:
        page, sent = watch.page, []
        page.set_default_timeout(PATIENCE)
        page.add_init_script(WATCHED)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.on("requestfinished", lambda one: sent.append(one))
        page.goto(served.url("/directory/"), wait_until="load")
        box = page.locator("input[name=q]")
        page.evaluate("() => bench.next(bench.changed)")
        box.fill("mentoring")
        first = _painted(page)
        fetched = weight(one for one in sent[1:] if "/photos/" not in one.url)
        load = page.evaluate("() => performance.getEntriesByType('navigation')[0].loadEventEnd")
        found = Searched(count, load, first, fetched, _longest(page))
        page.wait_for_load_state("networkidle")
        # What comes last, the portraits' words, is then known too.
        page.wait_for_timeout(2_000 + count / 2)
        page.evaluate("() => bench.tasks.splice(0)")
        for worker in page.workers:
            worker.evaluate(TIMED)
        for kind, queries in QUERIES.items():
            found.keys[kind] = [told for query in queries for told in _typed(page, query)]
        found.typing = _longest(page)
    return found


def _typed(page: Page, query: str) -> list[dict[str, float]]:
    """Type a query key by key, and return what came of each: the next key waits for results."""
    page.evaluate("() => bench.next()")
    page.locator("input[name=q]").fill("")
    _painted(page)
    for worker in page.workers:
        worker.evaluate(TOOK)
    found = []
    for letter in query:
        page.evaluate("() => bench.next()")
        page.keyboard.press("Space" if letter == " " else letter)
        # A space at the end asks for nothing new, and some pages then paint nothing.
        if letter != " ":
            told = _painted(page)
            took = {"worker": sum(worker.evaluate(TOOK) for worker in page.workers)}
            found.append(told | (took if "worker" in told else {}))
    return found


def _painted(page: Page) -> dict[str, float]:
    told: dict[str, float] | None = page.evaluate("() => bench.result")
    if told is None:
        sys.exit(f"No results were painted within two minutes at {page.url}")
    return told


def _longest(page: Page) -> float:
    return float(page.evaluate("() => Math.max(0, ...bench.tasks.map((one) => one.duration))"))


def beside(browser: Browser) -> float:
    """Return how many times as long the same work takes in a page that is slowed down as in its Worker."""
    page = browser.new_page()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    rounds = [(page.evaluate(LOOP), page.evaluate(BESIDE)) for _ in range(5)]
    page.close()
    return statistics.median(here / there for here, there in rounds)


def searched(found: Sequence[Searched], slower: float) -> str:
    """Return two tables. `slower`: see `beside`."""
    # Chromium slows down pages; where it leaves their Workers alone we count a Worker's time so often.
    times = SLOWER if slower > SLOWER / 2 else 1
    loads, keys = [], []
    for one in found:
        first = one.first["all"] + (times - 1) * one.first.get("worker", 0)
        loads.append(
            [
                f"{one.count:,}",
                f"{one.load:.0f}",
                f"{one.fetched / 1000:.0f}",
                f"{first:.0f}",
                _task(one.block),
                _task(one.typing),
            ]
        )
        for kind, told in one.keys.items():
            worker = [times * key["worker"] for key in told if "worker" in key]
            whole = [key["all"] + (times - 1) * key.get("worker", 0) for key in told]
            wait = [key["all"] - key["worker"] - (key["paint"] or 0) for key in told if "worker" in key]
            paint = [key["paint"] for key in told if key["paint"] is not None]
            keys.append([f"{one.count:,}", kind, str(len(told)), f"{statistics.median(whole):.0f}"])
            keys[-1] += [late(part) for part in (whole, wait, worker, paint)]
    head = (
        f"Search with the processor slowed down {SLOWER} times, in milliseconds. The same work took "
        f"{slower:.1f} times as long in the page as in a Worker, so a Worker’s time is counted {times} "
        f"{'time' if times == 1 else 'times'}. Budget: 300 KB before the first result, no task of 50, "
        "results within 100 of the key at the 95th of 100."
    )
    of_loads = "leaders, page loaded, KB before a result, first result, longest task before it, while typing"
    of_keys = "leaders, queries:, keys, median, 95th of 100, its waiting, its Worker, its painting"
    note = "“–”: no Worker is hired; the search is then part of the page’s own time."
    loaded, typed = (results.table(h.split(", "), rows) for h, rows in ((of_loads, loads), (of_keys, keys)))
    return f"{head}\n\n{loaded}\n\nFrom the key until results are painted; {note}\n\n{typed}"


def _task(longest: float) -> str:
    return f"{longest:.0f}" if longest else "under 50"


def late(times: list[float]) -> str:
    """Return the 95th of 100."""
    return f"{statistics.quantiles(times, n=20)[-1]:.0f}" if len(times) > 1 else "–"


if __name__ == "__main__":
    sys.exit(main())
