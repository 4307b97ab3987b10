"""Files that lie in a published site and are none of ours: who leaves such files there, and what to do."""

from __future__ import annotations

import re

_KNOWN = (
    # What readers must not see comes first.
    (
        r"(.*/)?\.(git|svn|hg)(/.*)?",
        "it is the history of a repository, and readers can read it. Delete it now.",
    ),
    (r"(.*/)?\.env.*|.*\.(ya?ml|sql|log|eml|mbox)", "it is no page, and readers can read it. Delete it now."),
    (r"(.*/)?(\.DS_Store|\._[^/]*)|__MACOSX/.*", "macOS leaves such files behind. Delete it."),
    (r"(.*/)?(Thumbs\.db|desktop\.ini)", "Windows leaves such files behind. Delete it."),
    (r".*(~|\.(swp|bak|orig|old))", "somebody's copy of a file. Delete it."),
    (
        r".*\.(part|partial|filepart|tmp)",
        "an upload that was broken off leaves such files. Copy again, delete it.",
    ),
    (r"\.well-known/(acme-challenge|pki-validation)/.*", "the host's, for its certificate. Leave it."),
    (r"google[0-9a-f]+\.html|BingSiteAuth\.xml", "it tells a search engine whose site this is. Leave it."),
    (r"CNAME|\.nojekyll", "GitHub Pages asks for it. Leave it."),
    (r"(.*/)?\.ht(access|passwd)|web\.config", "it rules what the server does. See that it is yours."),
    (r"cgi-bin(/.*)?|(.*/)?error_log|(aw|web)?stats(/.*)?", "the host's own. Leave it."),
    (r"\.well-known/.*", "the host may need it. Ask it before you delete this."),
)
"""Paths (whole, whatever the case) → what such a file is, and what to do with it."""


def told(path: str) -> str:
    """Return what a file is that our program did not write, and what to do; nothing where we do not know."""
    return next((what for known, what in _KNOWN if re.fullmatch(known, path, re.IGNORECASE | re.DOTALL)), "")
