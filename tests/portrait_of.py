"""Good portraits with something changed: what tests of one slip or one rule begin with."""

from __future__ import annotations

from corpus import PORTRAITS


def portrait_of(*changes: tuple[str, str], base: str = "nothing-optional") -> str:
    """Return a good portrait of the corpus with each first (old) text replaced by its second (new)."""
    text = (PORTRAITS / "good" / f"{base}.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text
