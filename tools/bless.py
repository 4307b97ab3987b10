"""Accept today's output (`make bless`).

That is the golden tree, what a screen reader is told of it, the bad portraits' reports, the generated docs.

Everything it writes is in git: look at `git diff` before you commit what it changed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

# These lie in tests/, where mypy does not look.
import golden  # type: ignore[import-not-found]  # noqa: E402
from browser import kinds  # type: ignore[import-not-found]  # noqa: E402
from browser.spoken import spoken  # type: ignore[import-not-found]  # noqa: E402
from browser.watch import launched, serving  # type: ignore[import-not-found]  # noqa: E402
from corpus import bless_portraits  # type: ignore[import-not-found]  # noqa: E402

from kle_site.build import Options, build  # noqa: E402
from kle_site.problems import as_text  # noqa: E402
from kle_site.schema import field_reference  # noqa: E402

REFERENCE = ROOT / "docs" / "portrait-fields.md"


def main() -> int:
    """Bless everything; print a line for each file that changed."""
    changed = [*bless_world(), *bless_portraits(), *bless_reference(REFERENCE)]
    for line in changed:
        print(line)
    print(f"{len(changed)} changed. Look at them with: git diff" if changed else "Nothing changed.")
    return 0


def bless_world() -> list[str]:
    """Make the golden tree what the miniature county's site is now; likewise what is told of it."""
    with tempfile.TemporaryDirectory(prefix="kle-bless-") as folder:
        out = Path(folder) / "site"
        outcome = build(Options(content=golden.WORLD, out=out, today=golden.TODAY, cache=None))
        if outcome.report is None:
            sys.exit(f"{as_text(outcome.problems)}\ntests/world has errors. Mend them, then bless.")
        with launched() as browser, serving(out) as served:
            told = spoken(browser, served, kinds.of_all(golden.directory()))
        return [*golden.bless(out), *golden.accept(golden.SPOKEN, told, "tests/world_spoken")]


def bless_reference(file: Path) -> list[str]:
    """Make docs/portrait-fields.md what the model says now."""
    text = field_reference()
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return []
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
    return [f"changed: {file.relative_to(ROOT).as_posix()}"]


if __name__ == "__main__":
    sys.exit(main())
