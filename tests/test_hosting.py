"""What hosts are told: the ready files hold the table of headers, and real servers that read them obey it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
import servers
from golden import TODAY

from kle_site import headers, hosting
from kle_site.build import Options, build

FORMER = {"/directory/old-name/": "/directory/new-name/"}


def made(base_path: str = "/") -> dict[str, str]:
    """The ready files of a site with one former address."""
    return {path: body.decode() for path, body in hosting.files(base_path, FORMER)}


def test_what_there_is() -> None:
    """Four files for three kinds of host, each at the root."""
    assert sorted(made()) == [".htaccess", ".nginx.conf", "_headers", "_redirects"]


def rules_of(text: str) -> list[tuple[str, list[str], dict[str, str]]]:
    """A _headers file as its hosts read it: (pattern, names that are taken back, what is set)."""
    found: list[tuple[str, list[str], dict[str, str]]] = []
    for line in text.splitlines():
        if line.startswith("  ! "):
            found[-1][1].append(line[4:])
        elif line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            found[-1][2][name] = value
        elif not line.startswith("#"):
            found.append((line, [], {}))
    return found


@pytest.mark.parametrize("base_path", ["/", "/system-leaders/"])
@pytest.mark.parametrize(
    "address", ["/", "/directory/", "/data/v1/leaders.json", "/assets/a.0123456789.js", *headers.EXCEPTIONS]
)
def test_headers_of_the_hosts_that_read_such_a_file(address: str, base_path: str) -> None:
    """Every address gets what the table says, and no header from two rules, which some hosts would join."""
    told: dict[str, str] = {}
    for pattern, taken_back, held in rules_of(made(base_path)["_headers"]):
        if re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), base_path[:-1] + address):
            for name in taken_back:
                del told[name]
            assert not told.keys() & held.keys()
            told |= held
    kept = told.pop("Cache-Control", headers.REVALIDATED)

    assert headers.headers_for(address) == told
    assert (kept == headers.FOREVER) is headers.fingerprinted(address)


def test_former_addresses_of_the_hosts_that_read_such_a_file() -> None:
    """A former address leads on for good, below the site's own path."""
    assert (
        "/system-leaders/directory/old-name/ /system-leaders/directory/new-name/ 301"
        in made("/system-leaders/")["_redirects"].splitlines()
    )


def test_a_path_that_means_something_in_an_expression() -> None:
    """An odd base path stays one word of each file: nothing of it is read as a setting."""
    odd = "/a%22%20%7B.b%24c%0A%23/"
    for name in (".htaccess", ".nginx.conf"):
        text = made(odd)[name]

        assert "^/a....b.c../" in text
        assert len(text.splitlines()) == len(made("/x/")[name].splitlines())


# --- for real ---------------------------------------------------------------------------------------------

Serve = Callable[[Path, str], AbstractContextManager[int]]


def ask(port: int, path: str, **sent: str) -> tuple[HTTPResponse, bytes]:
    """Ask a server on this machine for a path."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request(
            "GET", path, headers={name.replace("_", "-"): value for name, value in sent.items()}
        )
        answer = connection.getresponse()
        return answer, answer.read()


def told(answer: HTTPResponse) -> dict[str, list[str]]:
    """The headers that the table speaks of, each with every value that was sent."""
    names = [*headers.headers_for("/data/"), "Cache-Control"]
    return {name: values for name in names if (values := answer.headers.get_all(name))}


def wanted(address: str) -> dict[str, list[str]]:
    """What an address that exists must be served with."""
    kept = headers.FOREVER if headers.fingerprinted(address) else headers.REVALIDATED
    return {name: [value] for name, value in {**headers.headers_for(address), "Cache-Control": kept}.items()}


@pytest.fixture(scope="module", name="below_a_path")
def _below_a_path(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature county's site, made to lie below /system-leaders/."""
    out = tmp_path_factory.mktemp("hosted") / "site"
    base_url = "https://leaders.example/system-leaders/"
    outcome = build(Options(content=world, out=out, today=TODAY, base_url=base_url, cache=None))
    assert outcome.report
    return out


@pytest.mark.slow
@pytest.mark.parametrize("serve", [servers.apache, servers.nginx], ids=["apache", "nginx"])
@pytest.mark.parametrize("base_path", ["/", "/system-leaders/"])
def test_a_real_server(serve: Serve, base_path: str, request: pytest.FixtureRequest) -> None:
    """It serves each file as ours does: headers, kinds, packing, keeping, 404, former addresses."""
    site: Path = request.getfixturevalue("built_world" if base_path == "/" else "below_a_path")
    below = base_path[:-1]
    files = [file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()]
    settings = {path for path, _ in hosting.files("/", {})}
    pages = {
        "/" + re.sub(r"(^|/)index\.html$", r"\1", file): site / file for file in files if file not in settings
    }
    moved = {address for address, file in pages.items() if b"This page has moved</h1>" in file.read_bytes()}
    with serve(site, base_path) as port:
        for address in pages.keys() - moved:
            answer, body = ask(port, below + address, Accept_Encoding="gzip")
            file = pages[address]
            kind = headers.KINDS[file.suffix[1:]]
            packed = answer.headers["Content-Encoding"] == "gzip"

            assert (answer.status, answer.headers["Content-Type"]) == (200, kind), address
            assert wanted(address) == told(answer), address
            assert (gzip.decompress(body) if packed else body) == file.read_bytes(), address
            # What is small is not always packed; what is packed says by what it differs.
            assert packed is headers.packs(kind) or (headers.packs(kind) and len(body) < 1000), address
            assert not packed or "Accept-Encoding" in answer.headers["Vary"], address

        # Kept, and asked for again: nothing new, nothing sent.
        answer, _ = ask(port, f"{below}/")
        again, body = ask(port, f"{below}/", If_None_Match=answer.headers["ETag"])
        assert (again.status, body) == (304, b"")
        assert told(again)["Cache-Control"] == [headers.REVALIDATED]

        # At any depth the same page; nothing of it is kept for a year, nor of a folder without a page.
        for lost in (
            "/nowhere",
            "/directory/deep/er/still/",
            "/assets/site.0123456789.css",
            "/assets/",
            "/data/none",
        ):
            answer, body = ask(port, below + lost)
            assert answer.status in ({403, 404} if lost == "/assets/" else {404}), lost
            assert body == (site / "404.html").read_bytes(), lost
            assert answer.headers["Content-Type"] == headers.KINDS["html"], lost
            assert told(answer)["Content-Security-Policy"] == [headers.policy()], lost
            assert headers.FOREVER not in told(answer).get("Cache-Control", []), lost

        # Former addresses lead on for good, with their last slash and without.
        assert len(moved) > 1
        for former in (*moved, *(address.removesuffix("/") for address in moved)):
            answer, _ = ask(port, below + former)
            place = re.sub(r"^http://[^/]*", "", answer.headers["Location"])
            assert answer.status == 301, former
            assert place.startswith(f"{below}/directory/"), former
            assert ask(port, place)[0].status == 200, former

        # A page without its last slash leads to the page.
        for address in (f"{below}/directory", f"{below}/recruitment", below or "/areas"):
            answer, _ = ask(port, address)
            assert answer.status == 301, address
            assert answer.headers["Location"].endswith(f"{address}/"), address
