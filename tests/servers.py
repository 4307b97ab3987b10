"""Debian's web servers on loopback, each with the settings that the site itself brings and few of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_USUAL = ("alias", "authz_core", "autoindex", "deflate", "dir", "filter", "mime", "mpm_event", "negotiation")
_MODULES = (*_USUAL, "headers")
"""What Debian's Apache has switched on, and mod_headers, which it has not."""

_APACHE = """\
{modules}
ServerRoot {home}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {home}/pid
ErrorLog {home}/log
Mutex file:{home}
TypesConfig /etc/mime.types
{user}
DocumentRoot {root}
<Directory />
  Require all denied
</Directory>
<Directory {root}>
  Options Indexes FollowSymLinks MultiViews
  AllowOverride FileInfo Indexes Options=Indexes,MultiViews
  Require all granted
</Directory>
"""

_NGINX = """\
daemon off;
pid {home}/pid;
error_log {home}/log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {home}/body;
  proxy_temp_path {home}/proxy;
  fastcgi_temp_path {home}/fastcgi;
  uwsgi_temp_path {home}/uwsgi;
  scgi_temp_path {home}/scgi;
  include /etc/nginx/mime.types;
  server {{
    listen 127.0.0.1:{port};
    server_name localhost;
    root {root};
    include {site}/.nginx.conf;
  }}
}}
"""


@contextmanager
def apache(site: Path, base_path: str) -> Iterator[int]:
    """Serve a site by Apache, at the path its addresses start with; give the port."""
    program = _program("apache2")
    modules = "\n".join(
        f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in _MODULES
    )
    user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
    with _laid_out(site, base_path) as (home, root, _):
        port = _free_port()
        config = home / "apache.conf"
        config.write_text(_APACHE.format(modules=modules, home=home, port=port, root=root, user=user))
        with _running([program, "-f", str(config), "-DFOREGROUND"], port, home / "log"):
            yield port


@contextmanager
def nginx(site: Path, base_path: str) -> Iterator[int]:
    """Serve a site by nginx, at the path its addresses start with; give the port."""
    program = _program("nginx")
    with _laid_out(site, base_path) as (home, root, at):
        port = _free_port()
        config = home / "nginx.conf"
        config.write_text(_NGINX.format(home=home, port=port, root=root, site=at))
        with _running(
            [program, "-p", str(home), "-c", str(config), "-e", str(home / "log")], port, home / "log"
        ):
            yield port


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.fail(f"This needs {name}. On Debian: sudo apt install {name}", pytrace=False)
    return found


@contextmanager
def _laid_out(site: Path, base_path: str) -> Iterator[tuple[Path, Path, Path]]:
    """Copy a site to where the servers' own users may read; give (their folder, the root, the site in it)."""
    with tempfile.TemporaryDirectory(prefix="kle-host-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        at = home / "root" / base_path.strip("/")
        shutil.copytree(site, at)
        (home / "root").chmod(0o755)
        yield home, home / "root", at


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def _running(command: list[str], port: int, log: Path) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            for _ in range(600):
                with socket.socket() as tried:
                    if process.poll() is not None or tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            if process.poll() is not None:
                said = process.stdout.read() if process.stdout else ""
                pytest.fail(f"{command[0]} does not start: {said}{log.read_text() if log.exists() else ''}")
            yield
        finally:
            process.terminate()
