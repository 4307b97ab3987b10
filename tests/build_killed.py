"""What test_build_killed.py runs in another process, so that builds can be killed: `build_killed.py FOLDER`.

It builds FOLDER/content, and is then warm: all modules are loaded and templates compiled, so that what is
killed is a build and not the start of Python. It says "ready". Each line of its input (`FOLDER BYTES`) then
starts a build of a folder in a child that may write files of so many bytes, or of any size (-1). It says the
child's number, "writing" when that begins to write, and how it ended; what the child printed stands in
FOLDER/said and FOLDER/warned.
"""

import os
import resource
import sys
from pathlib import Path

from golden import TODAY

from kle_site import cli, tree

COMMAND = ["build", "--today", TODAY.isoformat()]


def say(words: object) -> None:
    """Tell the test, past whatever the build prints."""
    os.write(told, f"{words}\n".encode())


def child(folder: str, limit: int) -> int:
    """Build; return the exit code."""
    os.chdir(folder)
    if limit >= 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    stage = tree.Staged.__init__

    def staged(self: tree.Staged, out: Path) -> None:
        stage(self, out)
        say("writing")

    tree.Staged.__init__ = staged  # type: ignore[method-assign]
    return cli.main(COMMAND)


def start(folder: str, limit: int) -> None:
    """Start a build and wait for its end."""
    pipes = [os.pipe(), os.pipe()]
    number = os.fork()
    if not number:
        for to, (_, end) in enumerate(pipes, start=1):
            os.dup2(end, to)
        # The ones of before may think that they write to a file, and seek in it.
        sys.stdout, sys.stderr = (os.fdopen(to, "w", encoding="utf-8", closefd=False) for to in (1, 2))
        os._exit(child(folder, limit))
    say(number)
    ended = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
    for name, (begin, end) in zip(("said", "warned"), pipes, strict=True):
        os.close(end)
        with os.fdopen(begin, "rb") as printed:
            (Path(folder) / name).write_bytes(printed.read())
    say(f"ended {ended}")


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    told = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    cli.main(COMMAND)
    say("ready")
    for line in sys.stdin:
        where, _, limited = line.rstrip().rpartition(" ")
        start(where, int(limited))
