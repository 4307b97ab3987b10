"""A saved issue, as .github/ISSUE_TEMPLATE/portrait.yml makes it: what stands in its `file` field.

The body of such an issue is Markdown: each field is a heading with its label, and `file` stands below its own
in a fence, since the form says `render: yaml`.
"""

from __future__ import annotations

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

LABEL = "What the form made"
"""The label of the field in the issue form."""
LIMIT = 65_536
"""Characters of an issue at most: GitHub takes no more."""

# Blocks alone: words inside a line are not read.
_MARKDOWN = MarkdownIt("commonmark").disable(["inline", "text_join"])


class IssueError(Exception):
    """Why an issue gives no file: sentences."""


def is_body(text: str) -> bool:
    """Tell whether a text may be the body of such an issue."""
    return any(line.lstrip("# ").rstrip() == LABEL for line in text.splitlines() if line.startswith("#"))


def body_of(found: dict[str, Any]) -> str | None:
    """Return the body of an issue saved as JSON, by itself or inside an event; None when this is none.

    Raises IssueError where the issue has no words.
    """
    issue = found.get("issue", found)
    if not isinstance(issue, dict) or "body" not in issue:
        return None
    if not isinstance(issue["body"], str) or not issue["body"].strip():
        raise IssueError("This issue has no words in it.")
    return issue["body"]


def file_of(body: str) -> str:
    """Return the text of the `file` field. Raises IssueError."""
    if len(body) > LIMIT:
        raise IssueError(f"This is longer than an issue can be: {LIMIT:,} characters.")
    tokens = [token for token in _MARKDOWN.parse(body) if token.level == 0 or token.type == "inline"]
    found = [tokens[at + 2 : at + 4] for at, token in enumerate(tokens) if _is_heading(token, tokens[at:])]
    if not found:
        raise IssueError(f"This issue has no part headed “{LABEL}”: it was not made with the form.")
    if len(found) > 1:
        raise IssueError(f"This issue has {len(found)} parts headed “{LABEL}”. Leave one of them.")
    fence = next((token for token in found[0][1:] if token.type == "fence"), None)
    if fence is None:
        message = f"Below “{LABEL}”, nothing stands between two lines of three backticks."
        raise IssueError(f"{message} Put what the form made there.")
    text = fence.content
    if text.strip() in {"", "_No response_"}:
        raise IssueError(f"Below “{LABEL}”, nothing is written.")
    return text


def _is_heading(token: Token, then: list[Token]) -> bool:
    return token.type == "heading_open" and len(then) > 1 and then[1].content.strip() == LABEL
