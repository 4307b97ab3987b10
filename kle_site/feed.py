"""What is new as an Atom feed (RFC 4287): for readers of feeds, and for other sites.

An entry is what was new of one leader on one day, so that a reader shows each once. Nothing in it comes from
a clock: days are the manifest's. Its ids are tag URIs (RFC 4151) of the domain and the day on which counting
began; the manifest carries them on, so that they stay when the association, its domain or a leader's address
gets another name. `history.told` says who is in it, and that a pause or a departure only takes entries out.
"""

from __future__ import annotations

from kle_site import look
from kle_site.changes import in_words
from kle_site.directory import Directory
from kle_site.history import History, told

FEED = "feed.xml"
"""Where it lies inside the site."""
MOST = 50
"""Entries at most, the newest."""


def written(directory: Directory, known: History, site: look.SiteView) -> bytes:
    """Return the feed."""
    entries = [(news, in_words(news.what)) for news in told(directory, known)[:MOST]]
    text = (
        look.environment(site)
        .get_template(FEED)
        .render(
            tag=known.tag,
            address=f"{site.base_url}{FEED}",
            # Nobody's day but theirs who are in it: another would tell that somebody is not.
            updated=entries[0][0].day if entries else known.since,
            entries=entries,
        )
    )
    return f"{look.in_order(text)}\n".encode()
