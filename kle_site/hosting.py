"""What hosts are told to serve the site as we test it: ready files for four kinds, made from one table.

They lie at the site's root, and each host reads its own: `_headers` and `_redirects` (Cloudflare Pages,
Netlify), `.htaccess` (Apache, and hosts that understand it), `.nginx.conf` (to include in a `server` block).
Where a host reads none, pages carry their policy themselves, and former addresses lead on by their own pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

from kle_site.headers import (
    EXCEPTIONS,
    FINGERPRINTED,
    FOREVER,
    KINDS,
    REVALIDATED,
    headers_for,
    packs,
)

NOT_FOUND = "404.html"


def files(base_path: str, redirects: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield (path inside the site, bytes). `redirects`: former site paths → the ones that they lead to."""
    yield "_headers", _text(_headers(base_path))
    yield "_redirects", _text(_redirects(base_path, redirects))
    yield ".htaccess", _text(_apache(base_path, redirects))
    yield ".nginx.conf", _text(_nginx(base_path, redirects))


def _text(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _differing() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (address, headers) for what is served otherwise than the rest; one that ends in * is a folder."""
    for address in EXCEPTIONS:
        yield address, headers_for(address)
    yield "/data/*", headers_for("/data/")


def _pattern(base_path: str, address: str) -> str:
    """Return a regular expression for an address, or for all below it where it ends in *.

    A server may look at the file behind a page instead. What could mean something in an expression, and what
    can be spelt in two ways, matches any character.
    """
    path = re.sub(rb"[^A-Za-z0-9_/*-]", b".", unquote(base_path[:-1] + address).encode()).decode()
    return f"^{path[:-1]}" if path.endswith("*") else rf"^{path}(index\.html)?$"


def _former(base_path: str, address: str) -> str:
    """Return a regular expression for a former address, with its last slash or without."""
    return _pattern(base_path, address).replace("/(", "/?(")


def _lasting(base_path: str) -> str:
    """Return a regular expression for what is fingerprinted."""
    return f"{_pattern(base_path, '/*')}{FINGERPRINTED.removeprefix('/')}$"


# --- _headers and _redirects ------------------------------------------------------------------------------


def _headers(base_path: str) -> Iterator[str]:
    yield "# Cloudflare Pages and Netlify read this file at the root of what they publish."
    below, usual = base_path[:-1], headers_for("/")
    yield f"{below}/*"
    yield from (f"  {name}: {value}" for name, value in usual.items())
    # Nothing else lies there. Elsewhere both hosts ask each time by themselves.
    yield f"{below}/assets/*"
    yield f"  Cache-Control: {FOREVER}"
    for address, held in _differing():
        yield below + address
        for name, value in held.items():
            if usual.get(name) != value:
                # Cloudflare joins what two rules say, unless one is taken back; Netlify takes the second.
                yield from [f"  ! {name}"] if name in usual else []
                yield f"  {name}: {value}"


def _redirects(base_path: str, redirects: Mapping[str, str]) -> Iterator[str]:
    yield "# Cloudflare Pages and Netlify read this file at the root of what they publish."
    below = base_path[:-1]
    yield from (f"{below}{old} {below}{new} 301" for old, new in redirects.items())


# --- Apache -----------------------------------------------------------------------------------------------


def _apache(base_path: str, redirects: Mapping[str, str]) -> Iterator[str]:
    yield "# Apache 2.4 reads this file where a folder has AllowOverride FileInfo Indexes Options, or All."
    yield "Options -Indexes -MultiViews"
    yield "DirectoryIndex index.html"
    yield from (f"ErrorDocument {code} {base_path}{NOT_FOUND}" for code in (403, 404))
    for old, new in redirects.items():
        yield f'RedirectMatch 301 "{_former(base_path, old)}" "{base_path[:-1]}{new}"'
    yield "<IfModule mod_mime.c>"
    yield from (f'AddType "{kind}" .{ending}' for ending, kind in KINDS.items())
    yield "</IfModule>"
    yield "<IfModule mod_deflate.c>"
    yield f"AddOutputFilterByType DEFLATE {' '.join(_packed())}"
    yield "</IfModule>"
    yield "<IfModule mod_headers.c>"
    yield from (_set(name, value) for name, value in headers_for("/").items())
    yield _set("Cache-Control", REVALIDATED)
    for address, held in _differing():
        yield f'<If "%{{REQUEST_URI}} =~ m#{_pattern(base_path, address)}#">'
        yield from (_set(name, value) for name, value in held.items() if headers_for("/").get(name) != value)
        yield "</If>"
    yield f'<If "%{{REQUEST_URI}} =~ m#{_lasting(base_path)}#">'
    yield _set("Cache-Control", FOREVER)
    yield "</If>"
    yield "</IfModule>"


def _set(name: str, value: str) -> str:
    return f'Header always set {name} "{value.replace("%", "%%")}"'


def _packed() -> list[str]:
    """Return the kinds of file that get smaller when packed, without their character set."""
    return sorted({kind.partition(";")[0] for kind in KINDS.values() if packs(kind)})


# --- nginx ------------------------------------------------------------------------------------------------


def _nginx(base_path: str, redirects: Mapping[str, str]) -> Iterator[str]:
    yield "# For nginx: include it in a server block whose root is the folder that the address / leads to."
    if base_path != "/":
        bare = _pattern(base_path, "/*").removesuffix("/")
        yield f'location ~ "{bare}$" {{ return 301 {base_path}; }}'
    yield f'location ~ "{_pattern(base_path, "/*")}" {{'
    yield "  index index.html;"
    yield "  absolute_redirect off;"
    yield f"  error_page 403 404 {base_path}{NOT_FOUND};"
    yield "  default_type application/octet-stream;"
    plain = {ending: kind.partition(";")[0] for ending, kind in KINDS.items()}
    yield f"  types {{ {' '.join(f'{kind} {ending};' for ending, kind in plain.items())} }}"
    yield "  charset utf-8;"
    # text/html is always in both lists, and nginx warns of what is there twice.
    told = sorted({kind.partition(";")[0] for kind in KINDS.values() if "charset" in kind} - {"text/html"})
    yield f"  charset_types {' '.join(told)};"
    yield "  gzip on;"
    yield "  gzip_vary on;"
    yield "  gzip_proxied any;"
    yield f"  gzip_types {' '.join(kind for kind in _packed() if kind != 'text/html')};"
    for old, new in redirects.items():
        yield f'  location ~ "{_former(base_path, old)}" {{ return 301 {base_path[:-1]}{new}; }}'
    # Settings for hosts are no pages. A header here replaces all that the block around it says.
    yield r'  location ~ "/\.(?!well-known/)" { return 404; }'
    yield from _block(_lasting(base_path), headers_for("/"), FOREVER)
    for address, held in _differing():
        yield from _block(_pattern(base_path, address), held, REVALIDATED)
    yield from (f"  {line}" for line in _added(headers_for("/"), REVALIDATED))
    yield "}"


def _block(pattern: str, held: Mapping[str, str], kept: str) -> Iterator[str]:
    yield f'  location ~ "{pattern}" {{'
    yield from (f"    {line}" for line in _added(held, kept))
    yield "  }"


def _added(held: Mapping[str, str], kept: str) -> Iterator[str]:
    yield from (f'add_header {name} "{value}" always;' for name, value in held.items())
    yield f'add_header Cache-Control "{kept}" always;'
