"""Pages about the site itself: its accessibility statement and its privacy notice."""

from __future__ import annotations

from collections.abc import Iterator

import jinja2

from kle_site.directory import Directory
from kle_site.look import Here, Page, render


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield the two pages that every page's end leads to."""
    site = directory.content.site
    yield render(
        env,
        "pages/accessibility.html",
        Here(
            "/accessibility/",
            "Accessibility statement",
            "How far everybody can use this site, how we tested it, and whom to tell about a problem.",
            section="accessibility",
        ),
        prepared=site.accessibility.prepared,
        reviewed=site.accessibility.reviewed,
        reply_days=site.reply_days,
    )
    yield render(
        env,
        "pages/privacy.html",
        Here(
            "/privacy/",
            "Privacy",
            "What we publish about leaders, why we may, how long we keep it, and your rights.",
            section="privacy",
        ),
        notice=site.privacy_notice,
        since=site.privacy_notice_since,
        public=site.repository.public,
        repository=site.repository.address,
        reply_days=site.reply_days,
    )
