"""We publish links to named public hosts over https, and nothing that hides where it leads."""

from __future__ import annotations

import pytest

from kle_site.weblinks import fault_in

COMPLETE = "This link is not a complete web address."
MACHINE = "This link names a machine, not a public website."
NOT_WEB = "This link does not lead to a web page."
ODD = "This link has a space or a character that does not belong in one."
PUNYCODE = "This link’s host is written in a code that can hide another name."
USER = "This link carries a user name before its host."
PLAIN_HTTP = "This link is not secure (http)."
TOO_LONG = "This link is longer than 300 characters."


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example.org",
        "https://www.example.org/",
        "https://example.org/a/b.html?q=1&r=2#part",
        "HTTPS://WWW.EXAMPLE.ORG/Page",
        "https://example.org:443/",
        "https://example.org:/",
        "https://en.wikipedia.org/wiki/Kent_(county)",
        "https://example.org/caf%C3%A9",
        "https://a-b.example.co.uk",
        "https://9to5.example",
        "https://example.org/?next=https://other.example",
        "https://example.org/#@other.example",
        "https://example.org/?@other.example",
        "https://1.example.org",
        "https://localhost.example.org",
        "https://example.org/" + "a" * 280,
    ],
)
def test_a_public_page_is_published(address: str) -> None:
    """An https address of a named public host is one that we publish, whatever follows the host."""
    assert None is fault_in(address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        # other schemes
        ("", NOT_WEB),
        ("www.example.org", NOT_WEB),
        ("//example.org", NOT_WEB),
        ("/directory/", NOT_WEB),
        ("#top", NOT_WEB),
        ("javascript:alert(1)", NOT_WEB),
        ("JaVaScRiPt:alert(1)", NOT_WEB),
        ("java\tscript:alert(1)", NOT_WEB),
        ("data:text/html;base64,PHNjcmlwdD4=", NOT_WEB),
        ("vbscript:msgbox", NOT_WEB),
        ("mailto:office@school.example", NOT_WEB),
        ("tel:01622000000", NOT_WEB),
        ("ftp://example.org", NOT_WEB),
        ("file:///etc/passwd", NOT_WEB),
        ("blob:https://example.org/1", NOT_WEB),
        ("view-source:https://example.org", NOT_WEB),
        ("https:example.org", NOT_WEB),
        ("https:/example.org", NOT_WEB),
        (" https://example.org", NOT_WEB),
        ("\x01https://example.org", NOT_WEB),
        ("h\u200bttps://example.org", NOT_WEB),
        ("ｈttps://example.org", NOT_WEB),
        ("http://www.example.org/page", PLAIN_HTTP),
        ("HTTP://example.org", PLAIN_HTTP),
        # characters that hide or break
        ("https://example.org/a b", ODD),
        ("https://example.org/\n", ODD),
        ("https://example.org/\t", ODD),
        ("https://exam\nple.org/", ODD),
        ("https://example.org/\x00", ODD),
        ("https://example.org/\x7f", ODD),
        ("https://example.org/\u202egnp.exe", ODD),
        ("https://example.org/\u200b", ODD),
        ("https://example.org/é", ODD),
        ("https://exämple.org", ODD),
        ("https://еxample.org", ODD),
        ("https://example。org", ODD),
        ("https://example.org／@other.example", ODD),
        ("https://example\u212a.org", ODD),
        ("https://example.org\\@other.example", ODD),
        ("https://example.org/<b>", ODD),
        ('https://example.org/"onclick="', ODD),
        ("https://example.org/'", ODD),
        ("https://example.org/`", ODD),
        ("https://example.org/{{7*7}}", ODD),
        ("https://example.org/a|b", ODD),
        ("https://example.org/a^b", ODD),
        # users
        ("https://user@example.org", USER),
        ("https://user:secret@example.org", USER),
        ("https://www.kent.gov.uk@other.example", USER),
        ("https://@example.org", USER),
        ("https://:@example.org", USER),
        ("https://www.kent.gov.uk;@other.example", USER),
        # machines
        ("https://127.0.0.1", MACHINE),
        ("https://127.1", MACHINE),
        ("https://2130706433", MACHINE),
        ("https://0x7f000001", MACHINE),
        ("https://0x7F.1", MACHINE),
        ("https://0177.0.0.1", MACHINE),
        ("https://1.2.3.4:443", MACHINE),
        ("https://example.0x", MACHINE),
        ("https://example.09", MACHINE),
        ("https://[::1]", MACHINE),
        ("https://[::ffff:127.0.0.1]", MACHINE),
        ("https://[fe80::1%25eth0]", MACHINE),
        ("https://localhost", MACHINE),
        ("https://LOCALHOST/", MACHINE),
        ("https://api.localhost", MACHINE),
        ("https://printer.local", MACHINE),
        ("https://wiki.internal", MACHINE),
        ("https://nas.lan", MACHINE),
        ("https://example.org:8443", MACHINE),
        ("https://example.org:80", MACHINE),
        ("https://example.org:0", MACHINE),
        # not complete
        ("https://", COMPLETE),
        ("https:///example.org", COMPLETE),
        ("https://example", COMPLETE),
        ("https://example.org.", COMPLETE),
        ("https://.example.org", COMPLETE),
        ("https://example..org", COMPLETE),
        ("https://-example.org", COMPLETE),
        ("https://example-.org", COMPLETE),
        ("https://exa_mple.org", COMPLETE),
        ("https://exa%6Dple.org", COMPLETE),
        ("https://example.org:99999", COMPLETE),
        ("https://example.org:port", COMPLETE),
        ("https://[::1", COMPLETE),
        ("https://[example.org]", COMPLETE),
        (f"https://{'a' * 64}.org", COMPLETE),
        (f"https://{'a.' * 10}org", COMPLETE),
        # codes
        ("https://xn--80ak6aa92e.com", PUNYCODE),
        ("https://www.XN--80ak6aa92e.com", PUNYCODE),
        ("https://example.xn--p1ai", PUNYCODE),
        # long
        ("https://example.org/" + "a" * 281, TOO_LONG),
        ("https://" + "a" * 30_000, TOO_LONG),
        ("javascript:" + "a" * 30_000, TOO_LONG),
    ],
)
def test_any_other_address_is_refused(address: str, expected: str) -> None:
    """Each way of leading somewhere else, or of hiding where, is refused with its own sentence."""
    wrong = fault_in(address)

    assert wrong is not None
    assert expected == wrong[0]


def test_the_hint_for_http_is_the_secure_address() -> None:
    """Who typed http is told the same address with https."""
    expected = "Type https://www.example.org/page instead, if the page opens there."

    assert (PLAIN_HTTP, expected) == fault_in("http://www.example.org/page")


@pytest.mark.parametrize(
    "address", ["javascript:1", "https://a b", "https://u@a.uk", "https://1.1", "https://a"]
)
def test_every_refusal_says_what_to_do(address: str) -> None:
    """A refusal comes with a hint."""
    words, hint = fault_in(address) or ("", "")

    assert (True, True) == (bool(words), bool(hint))
