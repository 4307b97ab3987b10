"""`kle` without spreadsheets and documents: what the cold build is compared by (DESIGN §6) has none.

`python bench/lean.py build …` is `kle build …`, except that each spreadsheet and each document is an empty
file: links to them hold, and nobody draws them. The worlds of the benchmarks have no photos.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from kle_site import cli, documents, downloads  # noqa: E402

LEFT_OUT = ((documents, ("_odt", "_docx", "_pdf")), (downloads.Download, ("kept_xlsx",)))


def main() -> int:
    """Run `kle` with the arguments of this program."""
    for place, names in LEFT_OUT:
        for name in names:
            if not hasattr(place, name):
                sys.exit(f"bench/lean.py leaves out {name}, which is no more: name what makes such files now")
            setattr(place, name, lambda *_given: b"")
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
