"""The server that people work with and tests look through."""

from __future__ import annotations

import concurrent.futures
import errno
import gzip
import hashlib
import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from asking import ask, listening, token_in

from kle_site import server as server_module
from kle_site import tree
from kle_site.headers import headers_for, policy
from kle_site.server import Reload, ServeError, server

pytestmark = pytest.mark.whole

ROOT = Path(__file__).parents[1]
HOME = (
    b"<!doctype html><html><head><title>Home</title><link rel=icon href=/favicon.svg></head>"
    b"<body><p>Caf\xc3\xa9</p></body></html>\n"
)
SITE = {
    "index.html": HOME,
    "404.html": b"<!doctype html><html><body><p>No such page</p></body></html>\n",
    "directory/index.html": b"<!doctype html><html><body><p>Leaders</p></body></html>\n",
    "assets/site.0a1b2c3d4e.css": b"p { color: red }\n" * 50,
    "assets/site.css": b"p {}\n",
    "assets/site.0a1b2c3d4e.js": b"0;\n",
    "favicon.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>\n",
    "data/v1/leaders.json": b'{"leaders": []}\n',
    "data/v1/leaders.csv": b"name\r\n",
    "feed.xml": b"<feed/>\n",
    "recruitment.ics": b"BEGIN:VCALENDAR\r\n",
    "robots.txt": b"User-agent: *\n",
    "record/record.odt": b"PK\x03\x04",
    "record/record.docx": b"PK\x03\x04",
    "record/record.pdf": b"%PDF-1.7\n",
    "photos/a.webp": b"RIFF\x00",
    "photos/a.avif": b"ftyp\x00",
    "strange.bin": b"\x00\x01",
}
KINDS = {
    "/": "text/html; charset=utf-8",
    "/assets/site.css": "text/css; charset=utf-8",
    "/assets/site.0a1b2c3d4e.js": "text/javascript; charset=utf-8",
    "/favicon.svg": "image/svg+xml; charset=utf-8",
    "/data/v1/leaders.json": "application/json",
    "/data/v1/leaders.csv": "text/csv; charset=utf-8",
    "/feed.xml": "application/xml; charset=utf-8",
    "/recruitment.ics": "text/calendar; charset=utf-8",
    "/robots.txt": "text/plain; charset=utf-8",
    "/record/record.odt": "application/vnd.oasis.opendocument.text",
    "/record/record.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "/record/record.pdf": "application/pdf",
    "/photos/a.webp": "image/webp",
    "/photos/a.avif": "image/avif",
    "/strange.bin": "application/octet-stream",
}


def send(port: int, request: bytes) -> bytes:
    """Send bytes to a server and return all that it says until it hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(request)
        found = b""
        while more := line.recv(65536):
            found += more
        return found


@contextmanager
def serving(root: Path, base_path: str = "/", reload: Reload | None = None) -> Iterator[int]:
    """Serve a folder for as long as the block runs; its port."""
    with server(root, base_path=base_path, reload=reload) as shown:
        thread = threading.Thread(target=shown.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield shown.server_port
        finally:
            shown.shutdown()
            thread.join()


@pytest.fixture(name="root")
def _root(tmp_path: Path) -> Path:
    """A small site on the disk, and a secret beside it."""
    (tmp_path / "secret.txt").write_text("secret")
    for path, body in SITE.items():
        file = tmp_path / "site" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    return tmp_path / "site"


@pytest.fixture(name="port")
def _port(root: Path) -> Iterator[int]:
    """The port at which the small site is served, as tests see it: without the reloading."""
    with serving(root) as port:
        yield port


# --- what is served ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/assets/site.0a1b2c3d4e.css", 200),
        ("/data/v1/leaders.json", 200),
        ("/data/nothing", 404),
        ("/nothing/", 404),
        ("/directory", 301),
    ],
)
def test_every_answer_has_the_headers_of_its_address(port: int, path: str, status: int) -> None:
    """Pages, assets, data, redirects and what is not there go out with what `headers` says of the address."""
    found = ask(port, path)

    assert found.status == status
    assert headers_for(path).items() <= dict(found.headers).items()
    assert found.headers["Content-Security-Policy"] == policy()
    assert found.headers["Access-Control-Allow-Origin"] == ("*" if path.startswith("/data/") else None)


@pytest.mark.parametrize(("path", "kind"), KINDS.items())
def test_every_file_says_what_it_is(port: int, path: str, kind: str) -> None:
    """The kind goes by the ending, with utf-8 for text; the length is the body's."""
    found = ask(port, path)

    assert (found.status, found.headers["Content-Type"]) == (200, kind)
    assert found.headers["Content-Length"] == str(len(found.body))


@pytest.mark.parametrize("path", sorted(SITE))
def test_bodies_are_the_files_to_the_byte(port: int, path: str) -> None:
    """A body is what lies on the disk: as it is for who asks for nothing, and unpacked for who takes gzip."""
    plain, packed = ask(port, f"/{path}"), ask(port, f"/{path}", Accept_Encoding="br, gzip;q=0.5")
    text = not path.endswith((".webp", ".avif", ".bin", ".odt", ".docx", ".pdf"))

    assert plain.body == SITE[path]
    assert plain.headers["Content-Encoding"] is None
    assert (gzip.decompress(packed.body) if text else packed.body) == SITE[path]
    assert packed.headers["Content-Encoding"] == ("gzip" if text else None)
    assert {plain.headers["Vary"], packed.headers["Vary"]} == ({"Accept-Encoding"} if text else {None})


def test_gzip_that_is_refused_is_not_sent(port: int) -> None:
    """`gzip;q=0` means no gzip."""
    assert ask(port, "/", Accept_Encoding="gzip;q=0.0, br").body == HOME


def test_an_address_ends_in_a_slash(port: int) -> None:
    """A folder is given by its index.html; without its slash the way there is told, the query kept."""
    found = ask(port, "/directory?q=maths&phase=primary")

    assert (found.status, found.headers["Location"]) == (301, "/directory/?q=maths&phase=primary")
    assert ask(port, "/directory/?q=maths").body == SITE["directory/index.html"]


def test_an_address_is_decoded_once(port: int, root: Path) -> None:
    """What a name spells with % is decoded, what then looks encoded is left: /50%2520off is `50%20off`."""
    (root / "50%20off.txt").write_bytes(b"once")
    (root / "50 off.txt").write_bytes(b"twice")
    (root / "café.txt").write_bytes(b"accent")

    assert ask(port, "/50%2520off.txt").body == b"once"
    assert ask(port, "/50%20off.txt").body == b"twice"
    assert ask(port, "/caf%C3%A9.txt").body == b"accent"


def test_an_unknown_address_gets_the_sites_own_page(port: int, root: Path) -> None:
    """What is not there is answered 404 with 404.html; where even that lacks, with a sentence."""
    assert (ask(port, "/no/such").status, ask(port, "/no/such").body) == (404, SITE["404.html"])

    (root / "404.html").unlink()
    assert ask(port, "/no/such").status == 404


def test_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    """Before the first site there is an answer, and afterwards the site, without a restart."""
    with serving(tmp_path / "site") as port:
        assert ask(port, "/").status == 404
        (tmp_path / "site").mkdir()
        (tmp_path / "site" / "index.html").write_bytes(HOME)
        assert ask(port, "/").body == HOME


def test_only_what_never_changes_is_kept(port: int) -> None:
    """An asset with a digest in its name may be kept for ever, everything else is asked after each time."""
    kept = "public, max-age=31536000, immutable"

    assert ask(port, "/assets/site.0a1b2c3d4e.css").headers["Cache-Control"] == kept
    for path in (
        "/",
        "/assets/site.css",
        "/assets/gone.0a1b2c3d4e.css",
        "/directory",
        "/data/v1/leaders.json",
    ):
        assert ask(port, path).headers["Cache-Control"] == "no-cache", path


def test_a_page_that_has_not_changed_is_not_sent_again(port: int, root: Path) -> None:
    """Who has the page, by its ETag, gets 304 and no body, packed or not; once it changes, the new one."""
    tag = ask(port, "/").headers["ETag"]
    again = ask(port, "/", If_None_Match=f'"other", {tag}', Accept_Encoding="gzip")

    assert hashlib.sha256(HOME).hexdigest() in tag
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Content-Security-Policy"] == policy()
    (root / "index.html").write_bytes(b"other")
    assert ask(port, "/", If_None_Match=tag).body == b"other"
    assert ask(port, "/nothing", If_None_Match="*").status == 404


@pytest.mark.parametrize("path", ["/", "/directory", "/nothing", "/assets/site.0a1b2c3d4e.css"])
def test_head_is_get_without_its_body(port: int, path: str) -> None:
    """HEAD answers with GET's status and headers, and with nothing after them."""
    get, head = ask(port, path, Accept_Encoding="gzip"), ask(port, path, "HEAD", Accept_Encoding="gzip")
    del get.headers["Date"], head.headers["Date"]

    raw = send(port, f"HEAD {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    assert (head.status, head.headers.items()) == (get.status, get.headers.items())
    assert raw.partition(b"\r\n\r\n")[2] == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "NONSENSE"])
def test_nothing_but_get_and_head(port: int, method: str) -> None:
    """Other methods are refused with 405 and what is allowed, under the site's headers; then it hangs up."""
    more = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    found = send(port, f"{method} / HTTP/1.1\r\nHost: x\r\nContent-Length: 30\r\n\r\n{more}".encode())
    head, _, body = found.partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 405 ")
    assert b"\r\nAllow: GET, HEAD\r\n" in head
    assert policy().encode() in head
    assert body == b"Method Not Allowed.\n"


def test_a_body_is_not_taken_for_the_next_request(port: int) -> None:
    """What a GET brings along is not answered: the server hangs up after the one answer."""
    found = send(
        port,
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nGET /secret HTTP/1.1\r\nHost: x\r\n\r\n",
    )

    assert found.count(b"HTTP/1.1 ") == 1
    assert found.endswith(HOME)


def test_one_connection_serves_many_requests(port: int) -> None:
    """Connections are kept (HTTP/1.1), also across redirects, what is not there, 304 and HEAD."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.connect()
        line = connection.sock
        for method, path in (
            ("GET", "/"),
            ("HEAD", "/"),
            ("GET", "/directory"),
            ("GET", "/no"),
            ("GET", "/"),
        ):
            connection.request(method, path, headers={"If-None-Match": "*"} if path == "/" else {})
            connection.getresponse().read()
            assert connection.sock is line
    finally:
        connection.close()


# --- what is not ------------------------------------------------------------------------------------------

HOSTILE = [
    b"/../secret.txt",
    b"/../../etc/passwd",
    b"/directory/../../secret.txt",
    b"/%2e%2e/secret.txt",
    b"/%2e%2e%2fsecret.txt",
    b"/..%2fsecret.txt",
    b"/%252e%252e/secret.txt",
    b"/directory/%2e%2e/index.html",
    b"/./index.html",
    b"/directory/.",
    b"/directory/..",
    b"//etc/passwd",
    b"/%2fetc/passwd",
    b"/directory//index.html",
    b"/..\\secret.txt",
    b"/%5c..%5csecret.txt",
    b"/..%5c..%5cetc%5cpasswd",
    b"/index.html%00.txt",
    b"/%00",
    b"/index.html%0d%0aSet-Cookie:%20a=b",
    b"/%",
    b"/%zz",
    b"/%e9",
    b"/%ff%fe",
    b"/%c0%ae%c0%ae/secret.txt",
    b"/%ed%b3%a9",
    b"/\xff\xfe",
    b"/index.html/",
    b"/index.html/more",
    b"/" + b"a" * 5000,
    b"/" + b"a/" * 5000,
    b"/" + b"%2e%2e/" * 500 + b"etc/passwd",
    b"http://elsewhere.example/secret.txt",
    b"*",
    b"secret.txt",
    b"?",
    b"/link.txt",
    b"/links/secret.txt",
    b"/loop",
]


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path[:30].decode("latin-1"))
def test_nothing_leads_out_of_the_site(port: int, root: Path, path: bytes) -> None:
    """No spelling of a path reaches a file beside the site, nor does a link: 404, and the server lives on."""
    (root / "link.txt").symlink_to(root.parent / "secret.txt")
    (root / "links").symlink_to(root.parent)
    (root / "loop").symlink_to(root / "loop")

    found = send(port, b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert found.startswith(b"HTTP/1.1 404 ")
    assert found.endswith(SITE["404.html"])
    assert policy().encode() in found
    assert b"Set-Cookie" not in found
    assert ask(port, "/").body == HOME


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 100_000 + b"\r\n\r\n", 431),
        (b"GET /a b HTTP/1.1\r\n\r\n", 400),
        (b"GET\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 505),
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
        (b"GET /index.html\x00.txt HTTP/1.1\r\nConnection: close\r\n\r\n", 404),
        (b"GET /\x7f HTTP/1.1\r\nConnection: close\r\n\r\n", 404),
    ],
    ids=["long path", "long header", "space", "no path", "version", "TLS", "NUL", "DEL"],
)
def test_what_is_no_request_is_refused(port: int, request_: bytes, status: int) -> None:
    """Raw bytes that make no request are refused in a sentence, echo nothing, and the server lives on."""
    found = send(port, request_)

    assert found.startswith(b"HTTP/1.1 %d " % status)
    assert policy().encode() in found
    assert b"aaa" not in found
    assert ask(port, "/").body == HOME


def test_a_file_that_may_not_be_read_is_told(
    port: int, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """When the system itself fails, a sentence says so, and other requests are answered as before."""
    real = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "robots.txt":
            raise OSError(errno.EIO, "Input/output error")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(http.client.RemoteDisconnected):
        ask(port, "/robots.txt")

    assert ask(port, "/").body == HOME
    assert "Input/output error" in capsys.readouterr().err
    assert root.is_dir()


def test_who_hangs_up_is_not_an_error(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    """A reader that goes away halfway costs nothing and is not told of."""
    for request in (b"", b"GET /", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\n\r\n" * 50):
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0"
            )  # a reset, not a farewell
            line.sendall(request)
    assert ask(port, "/").body == HOME
    time.sleep(0.1)

    assert capfd.readouterr().err == ""


def test_below_a_path(root: Path) -> None:
    """Below /system-leaders/ the site is served there and nowhere else, with its addresses' own headers."""
    with serving(root, "/system-leaders/") as port:
        assert ask(port, "/system-leaders/").body == HOME
        assert ask(port, "/system-leaders").headers["Location"] == "/system-leaders/"
        assert ask(port, "/system-leaders/directory").headers["Location"] == "/system-leaders/directory/"
        assert ask(port, "/system-leaders/data/v1/leaders.json").headers["Access-Control-Allow-Origin"] == "*"
        assert ask(port, "/system-leaders/no").body == SITE["404.html"]
        for outside in ("/", "/index.html", "/directory/", "/system-leaders-too/"):
            found = ask(port, outside)
            assert (found.status, found.headers["Content-Type"]) == (404, KINDS["/robots.txt"]), outside
            assert found.headers["Content-Security-Policy"] == policy()


def test_only_this_machine_is_served(root: Path) -> None:
    """The server listens on 127.0.0.1: drafts are not shown to the network."""
    with server(root) as shown:
        assert shown.server_address[0] == "127.0.0.1"


def test_a_port_that_is_taken(root: Path) -> None:
    """A port in use is said to be, with one that may be free."""
    with server(root) as shown, pytest.raises(ServeError) as told:
        server(root, port=shown.server_port)

    taken = shown.server_port
    assert (
        str(told.value)
        == f"Port {taken} is in use: stop what uses it, or choose another with --port {taken + 1}."
    )


# --- a site that is exchanged -----------------------------------------------------------------------------


def test_readers_miss_nothing_while_sites_change_places(tmp_path: Path) -> None:
    """Over 100 exchanges, four readers get every file whole, and never an older site after a newer one."""
    out, files = tmp_path / "site", ("index.html", "directory/index.html", "a/b/c/d/data.json", "robots.txt")

    def build(number: int) -> None:
        with tree.staging(out) as staged:
            for file in files:
                staged.write(file, f"{number:05}\n".encode() * (1000 + number))

    def read(port: int) -> list[str]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        wrong, newest, turn = [], 0, 0
        while not over.is_set():
            file = files[turn % len(files)]
            connection.request("GET", f"/{file}")
            found = connection.getresponse()
            body, turn = found.read(), turn + 1
            number = int(body[:5]) if found.status == 200 else -1
            if body != f"{number:05}\n".encode() * (1000 + number) or number < newest:
                wrong.append(f"{file}: {found.status}, {len(body)} bytes, {body[:5]!r} after {newest}")
            newest = max(newest, number)
        connection.close()
        reads.append(turn)
        return wrong

    over, reads = threading.Event(), list[int]()
    build(0)
    with serving(out) as port, concurrent.futures.ThreadPoolExecutor(4) as readers:
        found = [readers.submit(read, port) for _ in range(4)]
        try:
            for number in range(1, 101):
                build(number)
        finally:
            over.set()
        wrong = [one for future in found for one in future.result()]

    assert wrong == []
    assert min(reads) > 50


@pytest.mark.parametrize("met", [FileNotFoundError(errno.ENOENT, "gone"), b"half a pa"], ids=["miss", "torn"])
def test_what_a_build_took_away_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, met: OSError | bytes
) -> None:
    """What a slow reader meets in a tree that is no longer the site does not count: it reads the new one."""

    def build(body: bytes) -> None:
        with tree.staging(tmp_path / "site") as staged:
            staged.write("index.html", body)

    def slow(path: Path) -> bytes:
        monkeypatch.setattr(Path, "read_bytes", real)
        build(b"new")
        if isinstance(met, OSError):
            raise met
        return met

    real = Path.read_bytes
    build(b"old")
    monkeypatch.setattr(Path, "read_bytes", slow)

    assert server_module._read(tmp_path / "site", "index.html") == b"new"


# --- loading anew -----------------------------------------------------------------------------------------


def test_pages_load_anew_only_for_a_person_at_work(root: Path) -> None:
    """With `reload` each page, 404.html too, gets one script; other files, and those on the disk, do not."""
    with serving(root, "/sub/", Reload()) as port:
        page, script = ask(port, "/sub/"), ask(port, "/sub/__reload.js?1")
        script_tag = f'<script src="/sub/__reload.js?{token_in(page.body)}" defer></script>'.encode()

        assert page.body.replace(script_tag, b"") == HOME
        assert token_in(ask(port, "/sub/no").body)
        assert ask(port, "/sub/feed.xml").body == SITE["feed.xml"]
        assert (script.status, script.headers["Content-Type"]) == (200, KINDS["/assets/site.0a1b2c3d4e.js"])
    assert (root / "index.html").read_bytes() == HOME
    with serving(root) as port:
        assert {ask(port, path).status for path in ("/__reload.js", "/__reload")} == {404}


def test_a_page_hears_of_a_new_site(root: Path) -> None:
    """A page that is up to date hears nothing; it is told of a change at once; a page that is late, too."""
    reload = Reload()
    with serving(root, reload=reload) as port:
        before = token_in(ask(port, "/").body)
        with listening(port, before, seconds=0.3) as line, pytest.raises(TimeoutError):
            line()
        with listening(port, before) as line:
            reload.now()
            assert line() == b"data: a new site\n"
        with listening(port, before) as line:
            assert line() == b"data: a new site\n"
        assert token_in(ask(port, "/").body) != before
