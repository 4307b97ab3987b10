"""Hashed runs of nine words of the two protocol documents: `python -m tools.shingles FILE … `.

The documents are not ours to publish, so they are not in git. Their runs of nine words are, as hashes, in
tests/seed_shingles.txt: enough for a test to find a sentence of theirs in our pages, and of no other use.
Run it again, with the text of both documents, only if a document changes.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

SHINGLES = Path(__file__).parents[1] / "tests" / "seed_shingles.txt"
RUN = 9
"""Words in a row that two people who write by themselves hardly share."""


def words(text: str) -> list[str]:
    """Return a text's words for comparing: small letters and digits, whatever stands between them."""
    return re.findall(r"[a-z0-9]+", re.sub("[’‘']", "", text).lower())


def runs(text: str) -> dict[str, str]:
    """Return each run of nine words of a text: its hash → the words."""
    found = words(text)
    told = (" ".join(found[start : start + RUN]) for start in range(len(found) - RUN + 1))
    return {hashlib.sha256(run.encode()).hexdigest()[:12]: run for run in told}


def main(names: list[str]) -> int:
    """Write the hashes of every run of the documents, sorted."""
    if not names:
        print("Name the documents as plain text: python -m tools.shingles FILE …", file=sys.stderr)
        return 2
    hashes = {hashed for name in names for hashed in runs(Path(name).read_text(encoding="utf-8"))}
    SHINGLES.write_text("".join(f"{hashed}\n" for hashed in sorted(hashes)), encoding="utf-8")
    print(f"{len(hashes)} runs of {RUN} words.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
