"""What the search finds portraits by: the words that their pages show, and no others."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from kle_site import finding, prose
from kle_site.model import folded

PIECES = [
    *"abc de_*#-+1.)\n`~|=!:'\"½’é\u0301ﬁ@/([\\]{}$%^&;<>\t0 \u2003\u00a0",
    "[abc](https://abc.example)",
    "\n\t120. abc",
    "\n- a",
    "&abc;",
    "\\&abc",
    f"\n{'> ' * 21}abc",
]


@settings(max_examples=400)
@given(st.text(max_size=40) | st.lists(st.sampled_from(PIECES)).map("".join))
def test_words_are_those_of_the_page(portrait: str) -> None:
    """Most portraits are read as they were typed, which finds the same."""
    shown = re.findall(r"[^\W_]{3,}", folded(re.sub(r"<[^>]+>", " ", prose.read(portrait).html)))
    assert finding.words_of([portrait], None) == [" ".join(sorted(set(shown) - finding._COMMON))]
