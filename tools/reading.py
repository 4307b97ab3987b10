"""How hard each page is to read, the hardest first: `make site && python -m tools.reading [ADDRESS …]`.

For every page but people's and lists of them: words, words in a sentence, and the age at which a reader
follows it. With addresses: these pages' hardest sentences. Items of lists and cells of tables are sentences.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

SITE = Path(__file__).parents[1] / "site"
WHOLE_SENTENCE = 4
"""Words from which a sentence is one: shorter ones are labels."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What it takes to read some sentences."""

    sentences: tuple[str, ...]

    @property
    def words(self) -> int:
        """How many words they have."""
        return sum(len(_words(one)) for one in self.sentences)

    @property
    def length(self) -> float:
        """Words in a sentence, on average."""
        return self.words / max(1, len(self.sentences))

    @property
    def age(self) -> float:
        """The age of who can read them: the Automated Readability Index, which is a US grade, and 5.

        Senter and Smith 1967. It counts letters, so that it needs no dictionary of syllables.
        """
        words = [word for one in self.sentences for word in _words(one)]
        letters = sum(len(word) for word in words) / max(1, len(words))
        return max(5.0, 4.71 * letters + 0.5 * self.length - 21.43 + 5)

    @property
    def hardest(self) -> list[str]:
        """The sentences, the hardest first."""
        return sorted(self.sentences, key=lambda one: -Reading((one,)).age)


def of_page(html: str) -> Reading:
    """Return what it takes to read a built page: its own words, menus and addresses left out."""
    main = LexborHTMLParser(html.replace("<br>", ". ")).css_first("main")
    blocks = main.css("p, li, dd, td, blockquote") if main else []
    texts = [_text(one) for one in blocks if not _inside(one, {"nav", "form", "noscript", "template"})]
    parts = [part for text in dict.fromkeys(texts) for part in re.split(r"(?<=[.!?:;])\s+", text)]
    return Reading(tuple(part for part in parts if len(_words(part)) >= WHOLE_SENTENCE))


def _text(node: LexborNode) -> str:
    """Return a block's own words, without those of blocks inside it."""
    inner = [one for one in node.css("p, li, dd, td, blockquote") if one != node]
    text = " ".join(node.text(separator=" ").split())
    for one in inner:
        text = text.replace(" ".join(one.text(separator=" ").split()), " ")
    return " ".join(text.split())


def _inside(node: LexborNode, tags: set[str]) -> bool:
    above = node.parent
    while above:
        if above.tag in tags:
            return True
        above = above.parent
    return False


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", re.sub(r"\S+@\S+|https?:\S+", "", text))


def pages(site: Path) -> dict[str, Reading]:
    """Return address → reading of each page that is no person's and no list of people."""
    found = {}
    for file in sorted(site.rglob("*.html")):
        address = f"/{file.relative_to(site).as_posix().removesuffix('index.html')}"
        if not re.match(r"/directory/|/areas/.", address):
            found[address] = of_page(file.read_text(encoding="utf-8"))
    return found


def main(addresses: list[str]) -> int:
    """Print a table or, of pages that are named, their ten hardest sentences."""
    if not SITE.is_dir():
        sys.exit("There is no site yet: run make site")
    read = pages(SITE)
    for address in addresses:
        print(
            f"{address}\n", *(f"  {Reading((one,)).age:4.1f}  {one}\n" for one in read[address].hardest[:10])
        )
    if not addresses:
        print("| page | words | words in a sentence | age |\n|---|---:|---:|---:|")
        for address, found in sorted(read.items(), key=lambda one: -one[1].age):
            print(f"| {address} | {found.words} | {found.length:.1f} | {found.age:.1f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
