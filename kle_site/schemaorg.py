"""What a page tells search engines of itself in schema.org's words: nothing that it does not show to people.

Of a person only where they agreed to reuse, and never their time, their consent or how to reach them.
"""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from kle_site.entries import Entry
from kle_site.weblinks import fault_in

TYPE = "application/ld+json"
"""A block of this type is data: a browser runs nothing of it, so the policy has nothing to refuse."""

_ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}

Node = dict[str, Any]


def block(node: Node) -> Markup:
    """Return a page's data as the text between its tags. No word in it can end the block."""
    told = {"@context": "https://schema.org", **node}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPES))  # noqa: S704  # escaped as JSON: HTML's own escapes would stay


def website(title: str, organisation: str, base_url: str) -> Node:
    """Return the site, and who publishes it: for the home page."""
    publisher = {"@type": "Organization", "name": organisation}
    return {
        "@type": "WebSite",
        "name": title,
        "url": base_url,
        "inLanguage": "en-GB",
        "publisher": publisher,
    }


def collection(name: str, url: str, count: int) -> Node:
    """Return a page that lists people. Its order is drawn by lot, so the list says that it has none."""
    order = "https://schema.org/ItemListUnordered"
    held = {"@type": "ItemList", "numberOfItems": count, "itemListOrder": order}
    return {"@type": "CollectionPage", "name": name, "url": url, "inLanguage": "en-GB", "mainEntity": held}


def profile(entry: Entry, base_url: str) -> Node | None:
    """Return a leader's page; None for a leader who did not agree to reuse, or is in no list."""
    leader = entry.leader
    if not entry.standing.in_lists or "reuse" not in leader.consent.scope:
        return None
    person: Node = {"@type": "Person", "name": leader.name, "jobTitle": leader.role}
    schools = [
        {"@type": "School", "name": school.name, **_website(school.website)} for school in leader.schools
    ]
    person["worksFor"] = schools
    if leader.trust:
        person["affiliation"] = {"@type": "Organization", "name": leader.trust.name}
    person["knowsAbout"] = [tag.label for tag in entry.tags]
    if entry.picture:
        person["image"] = base_url + entry.picture.fallback.sizes[-1][0][1:]
    url = base_url + entry.address[1:]
    return {"@type": "ProfilePage", "url": url, "inLanguage": "en-GB", "mainEntity": person}


def _website(address: str | None) -> Node:
    return {"url": address} if address and fault_in(address) is None else {}


def trail(steps: list[tuple[str, str]]) -> Node:
    """Return the way to a page, from the widest: (name, address) each."""
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": address}
        for place, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
