"""Portraits as a form may hold them: right ones, and right ones with something odd typed into them."""

from __future__ import annotations

import copy
import random
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Portrait = dict[str, Any]

ODD = [
    "", " ", "~", "null", "no", "Yes", "TRUE", "off", "1.5", "0x1F", "007", "12", "-1", "- a", "-", "--- ",
    "?", "? a",
    ": ", "a: b", "a:", ":a", "# a", "a # b", "a #b", "[a, b]", "{a: b}", "[", "]", "{", "}", ",", "&a",
    "*a", "!a",
    "!!str a", "|", ">", "|-", "%a", "@a", "`a`", "'", "''", '"', '""', "'a'", '"a"', "it's", 'say "no"',
    "a\\b", "\\",
    "\\n", "a\tb", "\ta", "a\t", " a", "a ", "a  b", "a\nb", "\na", "a\n", "a\n\nb", "a\n\n", "\n\n",
    "a\n  b\n c",
    "  a\nb", "a\n\tb", "\ta\nb", "a\n# b", "# a\nb", "a\n---\nb", "---\na", "...\na", "a\nb: c", "a \nb",
    "a\n \nb",
    "a\r\nb", "a\rb", "\r", "a\x00b", "\x07", "\x1b[31m", "\x7f", "\x85", "a\x85b", "\xa0", "a\xa0b",
    "a\u2003b", "\xad",
    "\u200b", "a\u200bb", "a\u200cb", "a\u200db", "\u200e", "\u202e", "a\u2028b", "\u2029", "\ufeff",
    "\ufeffa", "\ufffe",
    "\uffff", "\ufffd", "\U000e0001", "\u06dd", "\ud800", "a\udfffb", "\udc00\ud800",
    "\U0001f469\u200d\U0001f3eb",
    "Ã©", "â€œ", "â€“ and â€™", "Â ", "Ã\xad", "â€", 'â€"', "â€\\", "Zoë Ã© Ã¨\nÃ¨ again", "Å", "e\u0301",
    "ﬁ", "ß", "İ",
    "日本", "🙂", "<b>a</b>", "a < b", "“Ann”", "‘a’", "’", "a" * 61, "a" * 130, "a b " * 60, "é" * 200,
    "🙂 a" * 200,
    "ann lee", "a,b", "a, b", "a; b", "a and b", "– a – b", "(a; b)", "[a]", "swale and east", "x\ny\nz",
]  # fmt: skip
VALUES = {
    "date": [
        "2024-02-30", "2024-02-29", "2023-02-29", "2026-13-01", "2026-00-10", "2026-1-5", "3/10/2016",
        "3 October 2016",
        "1st May 2020", "31.12.2025", "May 2020", "2099-12-31", "2100-01-01", "1899-12-31", "0026-01-01",
        "2026-11-21",
        "20 Foo 2020", "2026/11/3", " 2026-11-02 ", "2026-11-02T00:00", "32/1/2020", "3-13-2020",
        "2024-01-01",
    ],
    "month": ["2021-13", "2021-00", "2021-10", "October 2021", "10/2021", "2021-10-03", "2021",
        "2027-01", "2026-11"],
    "school_year": ["2026-27", "2026-28", "2026-2027", "2026/27", "1999-00", "2026", "27", "2025-26",
        "2030-31"],
    "urn": ["900001", "012345", "12345", "1234567", "12 3456", "123456", "999999", "١٢٣٤٥٦", "²²",
        "900002", "899999"],
    "slug": [
        "swale", "east", "county", "kent", "Swale", "swal", "thannet", "send", "sned", "new-head-mentorin",
        "SEND",
        "early reading", "a--b", "-a", "a-", "a" * 60, "a" * 61, "é", "日本", "district", "page", "mentoring",
        "menotring",
    ],
    "postcode": ["ME12 9ZZ", "me129zz", " me12  9zz", "ME12", "CT1 1AA", "ZZ1 1ZZ", "M1 9ZZ",
        "ME12 9Z", "ſE12 9ZZ"],
    "ages": ["4-11", "11-4", "4 to 11", "4–11", "4 - 11", "3-25", "3-26", "07-11", "4", "a-b", "4-4"],
    "website": [
        "https://www.example.org", "http://example.org", "example.org", "HTTPS://Example.org/a?b=c#d",
        "https://", "https://a",
        "https://a.b", "https://localhost", "https://a.local", "https://127.0.0.1", "https://[::1]/",
        "https://[::1", "https://a]b.c",
        "https://u@a.org", "https://u:p@a.org/", "https://a.org:443/", "https://a.org:8443",
        "https://a.org:x", "https://a.org:99999",
        "https://a.org:", "https://xn--a.org", "https://a.org/\u202e", "https://é.org", "https://a_b.org",
        "https://-a.org",
        "https://0x7f.1", "https://a.0x", "https://a.1", "javascript:alert(1)", "https://a.org/<b>",
        "https://a.org/%3C", "//a.org",
        "https://a.org/" + "b" * 300, "https:a.org", "https:///a.org", "https://a..org", "https://a.org./",
        "https://a.org\\b.c",
        "https://@a.org", "https://a.org:0443/", "https://a.org?b@c", "https://a.org#b:c", "https://[v1.a]/",
        "https://[1.2.3.4]/",
    ],
    "email": [
        "office@school.example", "ada.plain@school.example", "aplain@school.example", "plain@school.example",
        "office@school",
        "office@@school.example", "Office <office@school.example>", "a" * 60 + "@" + "b" * 60 + ".example",
        "adap@school.example",
        "head@xn--a.example", "offıce@school.example", "o'b@school.example", ".a@school.example", "a@b.c",
        "a@b.cd",
    ],
    "phone": [
        "01622 000000", "+44 1622 000000", "+441622000000", "(01622) 000000", "07700 900000",
        "+44 7700 900000", "01622 00000",
        "01622 0000000", "0162200000000", "01622 000000 ext 12", "01622 000000 ext. 1234567", "1622 000000",
        "01622-000000", "00 44 1",
    ],
    "words": [
        "Ada Plain", "Dr Ada Plain", "Plain", "O'Brien", "Ada  Plain", "Ada\xa0Plain", "Ada <Plain>", "42",
        "1e5", "true", "???",
        "Office Manager", "Mrs Jones", "Ada's PA", "dr. x", "Headteacher’s PA",
        "Example Oast Primary School", "Oast House",
        "We helped at Example Primary School and it got better", "we helped example  PRIMARY schools",
        "St. Ann", "Miss\u00a0A",
        "A small rural primary", "ß und STRASSE", "ﬁne words", "e\u0301te\u0301", "a\u0300" * 70,
    ],
    "number": ["1", "2", "0", "-0", "999", "1000", "1,000", "1e3", "0000000001", "99999999999", "9",
        "90001", "1000000"],
    "choice": ["kah", "open", "Open", "opne", "limited", "pauzed", "KLE", "kle", "NLX", "primary",
        "pimary", "photo", "reuse", "none"],
    "truth": ["true", "false", "yes", "NO", "maybe", "1", "İes", "on"],
    "photo": ["ada.jpg", "Ada.jpg", "ada.JPG", "a b.png", "../a.png", "a" * 77 + ".jpg",
        "a" * 76 + ".jpg", "ada.gif", "ada.webp"],
}  # fmt: skip
PROSE = [
    "<b>bold</b>", "<br>", "<!-- a -->", "</p", "<https://a.org>", "[a](https://a.org)",
    "[a] (https://a.org)", "[](https://a.org)",
    "[www.b.org](https://a.org)", "[a.org](https://www.a.org/x)", "[a](http://a.org)",
    "[a](javascript:alert(1))", "[a](/b)",
    "[a](https://a.org/b c)", "[a](https://a.org \"t\")", "[a](<https://a.org>)", "[a](https&#58;//a.org)",
    "[a](https://a.org/&amp;b)",
    "[a](https://a.org/&ampb)", "[a](https://a.org/&#1;b)", "[a](https://a.org/&#x80;)",
    "[a](https://a.org/&notit;)", "[*a* b](https://c.org)",
    "[a\nb](https://c.org)", "[a [b](https://c.org) d](https://e.org)", "![a](https://a.org/b.png)", "![a]",
    "# One", "## Two", "### Three",
    "#### Four", "##### Five", "###### Six", "####### Seven", "#One", "###Three", "### ", "#",
    "### Three ###", "   ### Three", "    ### Three",
    "> quoted", "> # One\n> two", "- a\n- b", "1. a\n2. b", "3) a", "- a\n\n  b", "  - a", "- ### b", "***",
    "---", "___", "===", "a\n---", "a\n===",
    "* * *", "`code`", "```\ncode\n```", "~~~\na", "```", "| a | b |", "|a|", "a@b.example", "//a@b.example",
    "x.y+z@b-c.example.org", "é@b.example",
    "01622 000000", "+44 (0)1622 000000", "01622\u00a0000\u2009000", "01622–000–000", "0800 1111",
    "1001622 000000", "in 2019 2020 2021", "07700900000.",
    "**bold**", "*it*", "_it_", "__bold__", "**a*b**c*", "a**b**c",
    "**🙂**a", "*a*🙂*b*", "**“a”**b", "$*a*$",
    "\\*a\\*", "\\#", "&amp; &copy; &nope;", "&#65; &#x41;",
    "&#0;", "&#xD800;", "&#1114112;", "&ampamp;", "&semi;", "&NotEqualTilde;", "a  \nb", "a\\\nb",
    "a\u00a0b", "“quotes” ‘and’ 'these' \"too\"", "<", ">", "a < b > c", "a & b",
    "\ttab", "a\tb", "\n\n\n", "[a]: https://a.org", "[a][b]", "https://a.org", "www.a.org", "é", "e\u0301",
    "日本語。", "**日本。**語", "🙂" * 20, "Ã© here", "\u200b", "\u202e", "\r\n",
    "[\\](https://a.org)", "[a](https://a.org)[b](https://b.org)", "[a](https://a.org/(b))",
    "[x](https://user@a.org)", "[x](https://a.org:8080)", "1986\\. A", "-a", "+ a\n+ b",
    "[a](https://a。org)", "[ſ.org](https://s.org)", "[a](https://xn--a.org)", "[A.ORG](https://a.org)",
    "[www.a.org](https://a.org)", "*\u00a0a*", "**a\u00a0**",
]  # fmt: skip


def odd_text(lot: random.Random) -> str:
    """Return a text that somebody, or something, might type."""
    if lot.random() < 0.6:
        return lot.choice(ODD)
    if lot.random() < 0.3:
        return lot.choice(ODD) + lot.choice(ODD)
    return "".join(_letter(lot) for _ in range(lot.choice([1, 2, 3, 8, 20, 70])))


def _letter(lot: random.Random) -> str:
    """Return a character, often from the edges of what there is; none from later Unicode."""
    while True:
        first, last = lot.choice([(0x20, 0x7E), (0, 0x2FF), (0x2000, 0x206F), (0, 0xFFFF), (0, 0x10FFFF)])
        letter = chr(lot.randint(first, last))
        if unicodedata.category(letter) != "Cn" or ord(letter) & 0xFFFE == 0xFFFE:
            return letter


def odd_value(lot: random.Random, depth: int = 0) -> Any:
    """Return a text or, where none should be, a list or a set of fields."""
    kind = lot.random()
    if depth > 2 or kind < 0.7:
        return odd_text(lot) if lot.random() < 0.6 else lot.choice(VALUES[lot.choice(sorted(VALUES))])
    if kind < 0.85:
        return [odd_value(lot, depth + 1) for _ in range(lot.choice([0, 1, 2, 9, 15]))]
    return {lot.choice(NAMES): odd_value(lot, depth + 1) for _ in range(lot.choice([0, 1, 2, 3]))}


NAMES = [
    "name", "nam", "Name", "urn", "since", "alt", "file", "email", "via", "status", "stauts", "reason",
    "from", "kind", "district",
    "sumary", "portrait", "photo", "slug", "name: x", "name:x", "two words", "a", "free_days", "year",
    "left", "notice", "scope",
    "x" * 40, "é", "no", "1", "- a", "# a", "a:b", "toString",
]  # fmt: skip


# Each right by itself, as a field; most break a rule of the whole.
GENTLE: list[tuple[str, Any]] = [
    ("consent.given", "2024-01-01"), ("consent.given", "2024-11-21"), ("consent.given", "2024-11-20"),
    ("consent.scope", ["name"]), ("consent.scope", ["portrait", "contact", "photo"]), ("consent.notice", "9"),
    ("consent.scope", ["name", "portrait", "contact", "photo", "impact", "reuse", "name"]),
    ("contact", {"via": "kah"}), ("contact", {"phone": "01622 000000"}), ("contact", {}),
    ("contact.via", "kah"), ("contact.email", "ada.plain@a.example"),
    ("contact.email", "aplain@a.example"),
    ("contact.email", "plainfield@a.example"), ("contact.person", "Mrs Jones"),
    ("contact.person", "Ada's PA"),
    ("contact.person", "Office Manager"), ("name", "Ann Lee"), ("contact.email", "lee@a.example"),
    ("contact.email", "leeds@a.example"), ("contact.email", "alee@a.example"), ("name", "Dr Bo de la Plain"),
    ("schools.0.postcode", "CT1 1AA"), ("schools.0.postcode", "zz1 1zz"), ("schools.0.postcode", "M12 9ZZ"),
    ("schools.0.postcode", "M1 9ZZ"), ("schools.0.since", "2026-11"), ("schools.0.since", "2026-12"),
    ("schools.0.urn", "900002"), ("schools.0.urn", "123456"), ("schools.0.former_urns", ["900001", "900001"]),
    ("schools.0.former_urns", ["123456"]), ("schools.0.district", "nowhere"), ("schools.0.district", "uplan"),
    ("schools.0.district", "county"), ("schools.0.name", "Example School"),
    ("schools.0.website", "https://a.org"),
    ("works_in", ["upland", "upland"]), ("works_in", ["county"]), ("works_in", ["uplnd", "moon"]),
    ("expertise", ["send", "send"]), ("expertise", ["snd", "moonwalks"]), ("expertise", ["first-headship"]),
    ("support", ["mentoring", "mentoring"]), ("aliases", ["grace-test", "page", "page", "old-name"]),
    ("designations", [{"kind": "NLE", "since": "2020-01"}]), ("mentor_training", "2027-01"),
    ("designations", [{"kind": "KLE", "since": "2020-01", "until": "2019-12"}]),
    ("designations", [{"kind": "KLE", "since": "2020-01", "until": "2026-10"}]),
    ("designations", [{"kind": "KLE", "since": "2020-01"}, {"kind": "KLE", "since": "2022-01"}]),
    ("designations", [{"kind": "NLG", "since": "2020-01"}, {"kind": "SLE", "since": "2027-01"}]),
    ("availability.free_days", {"year": "2026-27", "left": "none"}), ("availability.checked", "2026-11-22"),
    ("availability.free_days", {"year": "2027-28", "left": "none"}), ("confirmed", "2018-08-31"),
    ("availability.free_days", {"year": "2028-29", "left": "limited"}), ("confirmed", "2026-11-22"),
    ("confirmed", "2024-11-20"), ("listed", "false"), ("listed", "yes"), ("example", "false"),
    ("photo", {"file": "ada.jpg", "alt": "Ada"}), ("photo", {"file": "Ada.jpg", "alt": "Ada"}),
    ("impact", [{"claim": "It got better", "evidence": "We saw it", "year": "2024-25"}]),
    ("impact", [{"claim": "It got better", "evidence": "At Example Highstead Primary", "year": "2026-27"}]),
    ("impact", [{"claim": "example highstead primarys", "evidence": "We saw it", "year": "2027-28"}]),
    ("schools.0.ages", "11-4"), ("schools.0.ages", "4 to 11"), ("photo.file", "a b.jpg"),
    ("expertise", ["literacy-hour"]), ("contact.phone", "07700 900000"), ("contact.phone", "01622 00000"),
    ("role", "a" * 121), ("role", "1e5"), ("trust.name", "A\nB"), ("trust.name", "A < B"), ("sort_as", "a,b"),
]  # fmt: skip


def portraits(good: list[Portrait], seed: int) -> Iterator[Portrait]:
    """Yield portraits for ever: good ones, changed in some places, every other one gently."""
    lot = random.Random(seed)
    while True:
        portrait = copy.deepcopy(lot.choice(good))
        gently = lot.random() < 0.5
        for _ in range(lot.choice([0, 1, 1, 2, 2, 3]) if gently else lot.choice([1, 1, 2, 3, 5])):
            if not gently:
                change(portrait, lot)
            elif lot.random() < 0.2:
                _put_into_words(portrait, lot)
            else:
                _put(portrait, *lot.choice(GENTLE))
        if gently and lot.random() < 0.1:
            portrait["schools"].append(
                {**portrait["schools"][0], "name": "Another School", "phase": "special"}
            )
        yield portrait


def _put(portrait: Portrait, path: str, value: Any) -> None:
    *way, last = path.split(".")
    holder: Any = portrait
    for step in way:
        holder = holder[int(step)] if step.isdigit() else holder.setdefault(step, {})
    holder[last] = copy.deepcopy(value)


def _put_into_words(portrait: Portrait, lot: random.Random) -> None:
    """Put something into the pen portrait: on a line of its own, as a paragraph, or within a line."""
    lines = portrait["portrait"].split("\n")
    joint, at = lot.choice(["\n", "\n\n", " "]), lot.randint(0, len(lines))
    parts = ("\n".join(lines[:at]), lot.choice(PROSE), "\n".join(lines[at:]))
    portrait["portrait"] = joint.join(part for part in parts if part)


def change(portrait: Portrait, lot: random.Random) -> None:
    """Change something in a portrait."""
    if lot.random() < 0.25 and isinstance(portrait.get("portrait"), str):
        _put_into_words(portrait, lot)
        return
    holder, step = lot.choice(list(_places(portrait)))
    action = lot.random()
    if action < 0.12:
        del holder[step]
    elif action < 0.2 and isinstance(holder, list):
        holder.insert(step, copy.deepcopy(holder[step]))
    elif action < 0.28 and isinstance(holder, dict):
        holder[lot.choice(NAMES)] = odd_value(lot)
    elif action < 0.75:
        holder[step] = _like(str(step), holder[step], lot)
    else:
        holder[step] = odd_value(lot)


_KINDS = {
    "since": "month", "until": "month", "mentor_training": "month", "given": "date", "confirmed": "date",
    "checked": "date",
    "from": "date", "year": "school_year", "urn": "urn", "former_urns": "urn", "postcode": "postcode",
    "ages": "ages",
    "website": "website", "email": "email", "phone": "phone", "notice": "number", "uid": "number",
    "listed": "truth",
    "example": "truth", "file": "photo", "district": "slug", "works_in": "slug", "expertise": "slug",
    "aliases": "slug",
    "kind": "choice", "phase": "choice", "status": "choice", "left": "choice", "via": "choice",
    "support": "choice", "scope": "choice",
}  # fmt: skip


def _like(name: str, held: Any, lot: random.Random) -> Any:
    """Return another value of the kind that a field holds."""
    values = VALUES[_KINDS.get(name, "words")]
    if isinstance(held, list) and held and isinstance(held[0], str):
        pool = values if lot.random() < 0.5 else [*values, *held]
        return [lot.choice(pool) for _ in range(lot.choice([0, 1, 2, 3, 7]))]
    return lot.choice(values) if not isinstance(held, dict | list) or lot.random() < 0.1 else held


def _places(holder: Any) -> Iterator[tuple[Any, Any]]:
    for step in list(holder) if isinstance(holder, dict) else range(len(holder)):
        yield holder, step
        if isinstance(holder[step], dict | list):
            yield from _places(holder[step])


def read(file: Path) -> Portrait:
    """Return a portrait's file as the form would hold it."""
    found: Portrait = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
    return found
