"""The assets of a site, as a build makes them."""

from __future__ import annotations

import datetime

from kle_site import finding
from kle_site.assets import assets
from kle_site.directory import Directory
from kle_site.load import Content


def assets_of(content: Content, today: datetime.date) -> dict[str, tuple[str, bytes]]:
    """Return every asset of a content folder's site: name → (site path, bytes)."""
    return assets(finding.files(Directory(content, today)))
