"""Draw what stands for the whole site elsewhere: the picture of shared links, and the phone's icon.

Run it after the mark in templates/favicon.svg or the words have changed: `python tools/draw_card.py`.
A browser draws, so that the mark is the same drawing everywhere; what it draws is kept in git.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tools import browser  # noqa: E402

ASSETS = ROOT / "templates" / "assets"

CARD = """
<!doctype html><style>
  body { margin: 0; width: 1200px; height: 630px; background: #fbf8f1; color: #1c2225;
         font: 400 40px "DejaVu Sans", sans-serif; display: grid; grid-template-rows: 1fr 150px; }
  main { padding: 70px 80px 0; }
  h1 { font: 700 84px/1.1 "DejaVu Serif", serif; margin: 0 0 24px; letter-spacing: -0.02em; }
  p { margin: 0; line-height: 1.4; color: #454e52; max-width: 900px; }
  footer { background: #123f52; color: #fff; display: flex; align-items: center; gap: 28px; padding: 0 80px;
           font-size: 34px; }
  svg { width: 92px; height: 92px; }
</style>
<main><h1>System Leader<br>Directory</h1><p>Serving headteachers who support other schools</p></main>
<footer>MARK Who can help, where, and when</footer>
"""
ICON = """
<!doctype html><style>body { margin: 0; background: #123f52 } svg { width: 180px; display: block }</style>MARK
"""


def main() -> int:
    """Draw both pictures."""
    mark = (ASSETS.parent / "favicon.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=["--no-sandbox"])
        for name, page, width, height in (("card.png", CARD, 1200, 630), ("touch-icon.png", ICON, 180, 180)):
            tab = chromium.new_page(viewport={"width": width, "height": height})
            tab.set_content(page.replace("MARK", mark))
            tab.screenshot(path=ASSETS / name)
        chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
