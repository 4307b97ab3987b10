"""An output tree with its manifest inside: written only where changed, exchanged whole.

A site is prepared in a spare folder beside it (for `site`, `.site.spare`); then the two change places in one
step, Linux `renameat2(RENAME_EXCHANGE)`. Written in place, a site would be half old and half new for its
readers, and for good after a kill; deleted and moved in, it would be gone for a moment that readers do meet.

The spare is the site before last, brought up to date: its manifest goes first, only files whose bytes differ
are replaced, what was not written is removed, the rest is checked, and the manifest comes last. So a tree
with a manifest is whole, and a build may be killed at any byte. Where nothing can be exchanged (macOS), three
renames by way of `.site.old` do it: readers may meet a gap, and the next build heals what a kill left there.

Two limits: a process whose working directory or mount is inside the site keeps the old tree, which is then
the spare; and power loss is not covered, because nothing waits for the disk (no fsync).
"""

# Where every file passes, paths are strings and os does the work: pathlib would cost more than the files.
# ruff: noqa: PTH101, PTH102, PTH106, PTH108

import ctypes
import errno
import fcntl
import json
import os
import stat
import time
import unicodedata
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from kle_site import placing, strangers
from kle_site.placing import Place, clear, read

MANIFEST = "data/v1/manifest.json"
"""`{"schema": 1, …notes, "files": {path: {"size": bytes, "sha256": hex}}}`: sorted, itself left out."""

_WORDS = {
    errno.ENOSPC: "The disk is full: {out} could not be built. Make room and build again.",
    errno.EDQUOT: "Your share of the disk is full: {out} could not be built. Make room and build again.",
    errno.EACCES: "You have no right to {at}. Ask for it, or choose another folder.",
    errno.EIO: "The disk that holds {out} reports a fault. Check it, or choose a folder on another one.",
    errno.EEXIST: "{at} is in the way. Move it, or choose another folder.",
    errno.EBUSY: "{out} cannot be moved: something is mounted there. Choose a folder inside it.",
}
_FULL = {errno.ENOSPC, errno.EDQUOT}
_OTHERWISE = "The system refuses {at}: {why}. Put that right, or choose another folder."


class TreeError(Exception):
    """Something is wrong with a folder or disk. The message says what is wrong and what to do."""


@dataclass(frozen=True)
class Report:
    """What a build did, in files. The manifest counts nowhere."""

    written: int  # the spare lacked them, or had other bytes
    kept: int  # the spare had them already
    changed: int  # new, or other than in the site that was there
    removed: int  # the site had them before, and has no more
    files: int  # in the site: written + kept
    bytes: int  # in those files together


class Staged:
    """A tree in preparation in the folder `root`, for one thread; `report` is true when staging() is over."""

    def __init__(self, out: Path) -> None:
        self._out, self._old = out, out.with_name(f".{out.name}.old")
        self.root = out.with_name(f".{out.name}.spare")
        self._base, self._part = f"{self.root}/", f"{self.root}.part"
        self.report = Report(0, 0, 0, 0, 0, 0)
        self.notes = dict[str, object]()
        """What the manifest says beside the files: names → what JSON can hold."""
        self._files, self._fresh = dict[str, tuple[int, str]](), set[str]()
        self._names, self._folders = dict[str, str](), {""}
        self._heal()
        self._before = _site(out) or {}
        if not os.path.lexists(self._base + MANIFEST):  # interrupted, perhaps by a disk it had filled
            clear(str(self.root))
        # Tried, not worked out from the umask: on some disks every file has one mode, whatever one asks.
        clear(self._part)
        os.mkdir(self._part, 0o755)
        self._folder_mode = os.lstat(self._part).st_mode
        os.rmdir(self._part)
        placing.create(self._part, b"")
        self._file_mode = os.lstat(self._part).st_mode
        os.unlink(self._part)
        self._make(str(self.root))
        self._claim(MANIFEST)
        clear(self._base + MANIFEST)

    @property
    def files(self) -> frozenset[str]:
        """The paths that the tree holds so far, its manifest too."""
        return frozenset((*self._files, MANIFEST))

    @property
    def place(self) -> Place:
        """Where the files of claimed paths are put, by this process or another: then `note` them."""
        return Place(self._base, self._file_mode)

    def write(self, path: str, body: bytes, digest: str = "") -> None:
        """Put a file into the tree; `path` is relative, like `directory/sian-obrien/index.html`.

        `digest`: its SHA-256 in hex, where it is known. Raises ValueError (our own fault) for a path that is
        unsafe or taken, TreeError when the disk refuses.
        """
        self.claim(path)
        with _in_words(self._out):
            fresh = self.place.put(path, body)
        self.note(path, len(body), digest or sha256(body).hexdigest(), fresh=fresh)

    def claim(self, path: str) -> None:
        """Take a path for a file, and make the folders above it. Raises as `write` does."""
        if _unsafe(path) or path in self._files:
            raise ValueError(f"{path!r} is not a safe path for a file, or written twice")
        # Noted before it is there: should the caller shrug a failure off, _settle() still misses the file.
        self._files[path] = (-1, "")
        with _in_words(self._out):
            self._claim(path)

    def note(self, path: str, size: int, digest: str, *, fresh: bool) -> None:
        """Note a file that was put in its place; `fresh`: was it written?"""
        self._files[path] = (size, digest)
        if fresh:
            self._fresh.add(path)

    def in_words(self) -> AbstractContextManager[None]:
        """Turn what the system says while files are put in their places into a TreeError."""
        return _in_words(self._out)

    def keep(self, path: str, size: int, digest: str) -> bool:
        """Put a file into the tree as one before had it, if that has these bytes still. Returns whether."""
        for base in (self._base, f"{self._out}/"):
            with suppress(OSError):
                body = read(base + path)
                if len(body) == size and sha256(body).hexdigest() == digest:
                    if base == self._base and os.lstat(base + path).st_mode == self._file_mode:
                        self.claim(path)
                        self.note(path, size, digest, fresh=False)
                    else:
                        self.write(path, body, digest)
                    return True
        return False

    def keep_old(self, path: str) -> bool:
        """Put a file into the tree as the site has it. Returns whether it has it; else nothing was put."""
        return path in self._before and self.keep(path, *self._before[path])

    def _claim(self, path: str) -> None:
        """Take a name, and make the folders above it."""
        above = path.rpartition("/")[0]
        if above not in self._folders:
            self._claim(above)
            self._make(self._base + above)
            self._folders.add(above)
        folded = _folded(path)
        if folded in self._names:
            raise ValueError(f"{path!r} clashes with {self._names[folded]!r}")
        self._names[folded] = path

    def _make(self, place: str) -> None:
        """Make a folder, or make what stands there a proper one."""
        with suppress(FileExistsError):
            os.mkdir(place, 0o755)
        if not stat.S_ISDIR(mode := os.lstat(place).st_mode):
            clear(place)
            os.mkdir(place, 0o755)
        elif mode != self._folder_mode:
            os.chmod(place, stat.S_IMODE(self._folder_mode))

    def _settle(self) -> None:
        """Leave in the spare exactly what was written, make sure that it is, and write the manifest."""
        missing = set(self._files)
        for path, entry in _walk(self._base):
            if path not in (self._folders if entry.is_dir(follow_symlinks=False) else self._files):
                clear(entry.path)
            elif path in self._files:
                found, (size, digest) = entry.stat(follow_symlinks=False), self._files[path]
                alike = found.st_mode == self._file_mode and found.st_size == size
                if alike and (path not in self._fresh or sha256(read(entry.path)).hexdigest() == digest):
                    missing.remove(path)
        if missing:
            raise TreeError(f"Something else changes {min(missing)!r} in {self.root}: stop it, build again.")
        files = {path: {"size": size, "sha256": sha} for path, (size, sha) in sorted(self._files.items())}
        told = json.dumps({"schema": 1, **self.notes, "files": files}, separators=(",\n", ": "))
        placing.create(self._base + MANIFEST, told.encode() + b"\n")
        changed = sum(self._before.get(path) != told for path, told in self._files.items())
        removed, total = len(self._before.keys() - files), sum(size for size, _ in self._files.values())
        written = len(self._fresh)
        self.report = Report(written, len(files) - written, changed, removed, len(files), total)

    def _swap(self) -> None:
        """Put the spare where the site is. Looks once more what is there: a build is long."""
        if _site(self._out) is None:
            self.root.rename(self._out)
        elif not _exchange(self.root, self._out):
            try:
                self._out.rename(self._old)
                self.root.rename(self._out)
            finally:
                self._heal()

    def _heal(self) -> None:
        """Finish or undo three renames that were interrupted: they leave a site of ours named `.old`."""
        if manifest(self._old) is not None and _site(self._out) is None:
            self._old.rename(self._out)
        elif manifest(self._old) is not None:
            clear(str(self.root))
            self._old.rename(self.root)


@contextmanager
def staging(out: Path, *, wait: float = 0, thorough: bool = False) -> Iterator[Staged]:
    """Prepare a tree and, when the block ends well, put it at `out` in one step.

    When the block raises, `out` stays as it was and the error goes on. Folders above `out` are made; files
    get mode 0644, folders 0755, less the umask. `wait`: seconds to wait for another build of `out`;
    `thorough`: read it all once more before. Raises TreeError when waiting takes longer, or something else
    writes here too; when `out` is a file, a link, the folder we are in or one above it, or holds what this
    program did not build; when the disk refuses.
    """
    with _in_words(out):
        if out.is_symlink():
            raise TreeError(f"{out} is a link. Choose the folder it leads to, or another one.")
        out = Path(os.path.realpath(out))
        if Path.cwd().is_relative_to(out):
            raise TreeError(f"{out} is the folder you are in, or above it. Choose one inside it, like site.")
        out.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(out.with_name(f".{out.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    try:
        with _in_words(out):
            while True:
                with suppress(BlockingIOError):
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                if (wait := wait - 0.02) < 0:
                    raise TreeError(f"Another build is writing {out}. Wait for it, or choose another folder.")
                time.sleep(0.02)
            staged = Staged(out)
        yield staged
        with _in_words(out):
            staged._settle()
            if thorough and (wrong := verify(staged.root)):
                raise TreeError(f"Something else changes {staged.root}: {wrong[0]} Stop it, build again.")
            staged._swap()
    except TreeError as error:
        if getattr(error.__cause__, "errno", None) in _FULL:
            # Whoever else writes to this disk needs the room now; the next build would only clear it.
            for left in ("spare", "spare.part"):
                with suppress(OSError):
                    clear(str(out.with_name(f".{out.name}.{left}")))
        raise
    finally:
        # Closing alone is not enough: a forked worker that lives on would keep the lock.
        fcntl.flock(lock, fcntl.LOCK_UN)
        os.close(lock)


def manifest(root: Path) -> dict[str, tuple[int, str]] | None:
    """Read a tree's manifest: path → (bytes, SHA-256 in hex). None when missing, damaged or not ours."""
    try:
        return files_in((root / MANIFEST).read_bytes())
    except OSError:
        return None


def files_in(raw: bytes) -> dict[str, tuple[int, str]] | None:
    """Return the files of a manifest that was read: path → (bytes, SHA-256). None: damaged or not ours."""
    try:
        files, wrong = _listed(raw)
        return None if wrong else files
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def _listed(raw: bytes) -> tuple[dict[str, tuple[int, str]], list[str]]:
    """Return what a manifest lists, and what it cannot say. Raises an error that files_in() knows."""
    wrong: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):  # json would keep the last and say nothing
            seen = [name for name, _ in pairs]
            wrong.extend(f"{name!r} stands in the manifest twice." for name in found if seen.count(name) > 1)
        return found

    told = json.loads(raw, object_pairs_hook=once)
    files = {path: (one["size"], one["sha256"]) for path, one in told["files"].items()}
    sound = all(type(size) is int and len(bytes.fromhex(digest)) == 32 for size, digest in files.values())
    if told["schema"] != 1 or not sound:
        raise ValueError(raw)
    wrong += [f"{path!r} in the manifest is no path of a site." for path in files if _unsafe(path)]
    return files, wrong


def verify(root: Path) -> list[str]:
    """What differs between a tree and its manifest: sorted sentences. TreeError when it cannot be read."""
    try:
        listed, wrong = _listed((root / MANIFEST).read_bytes())
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return [f"The manifest {MANIFEST} is missing, damaged or not ours."]
    strange = []
    with _in_words(root, ""):
        for path, entry in _walk(f"{root}/"):
            if entry.is_dir(follow_symlinks=False):
                continue
            there = listed.pop(path, None)
            if not entry.is_file(follow_symlinks=False):
                wrong.append(f"{path!r} is a link or a device, not a file.")
            elif there is None and path != MANIFEST:
                strange.append(path)
            elif there and (how := _differs(*there, read(entry.path))):
                wrong.append(f"{path!r} {how}")
    missing = {_folded(path): path for path in listed if not _unsafe(path)}
    for path in strange:
        # A host, or an unpacked archive, that spells names its own way.
        if ours := missing.pop(_folded(path), None):
            wrong.append(f"{path!r} must be {ours!r}: another spelling of one name.")
        else:
            wrong.append(
                f"{path!r} is not in the manifest{': ' if (what := strangers.told(path)) else '.'}{what}"
            )
    return sorted(wrong + [f"{path!r} is missing." for path in missing.values()])


def _differs(size: int, digest: str, body: bytes) -> str:
    """What is different in a file from what the manifest says of it, in words; nothing when all is right."""
    alike = sha256(body).hexdigest() == digest
    if alike and len(body) == size:
        return ""
    if alike:
        return f"is as it was built, but the manifest gives it {size} bytes, not {len(body)}."
    if sha256(body.replace(b"\r\n", b"\n")).hexdigest() == digest:
        return "was copied as text, which changed its line ends. Copy it again, as it is (“binary”)."
    if len(body) < size:
        return f"was cut short or changed: {len(body)} of {size} bytes are there."
    return "has changed since it was built."


def _site(out: Path) -> dict[str, tuple[int, str]] | None:
    """The manifest of the site that is there; None when nothing is. TreeError when something else is."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise TreeError(f"{out} is not a folder. Choose another one, or move it away.")
    files = manifest(out)
    if files is None and out.exists() and any(out.iterdir()):
        raise TreeError(f"{out} is not a site that this program built. Choose another folder or empty it.")
    return files


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step. False where that cannot be: three renames will do, or say why not."""
    call = getattr(ctypes.CDLL(None), "renameat2", lambda *_: -1)
    return bool(call(-100, os.fsencode(one), -100, os.fsencode(other), 2) == 0)  # AT_FDCWD, RENAME_EXCHANGE


def _walk(base: str, above: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All below a folder (`base` ends with `/`), by relative path. The caller may remove what it gets."""
    with suppress(FileNotFoundError), os.scandir(base + above) as found:
        for entry in list(found):
            yield above + entry.name, entry
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(base, f"{above}{entry.name}/")


def _unsafe(path: str) -> bool:
    return "\\" in path or not path.isprintable() or not {"", ".", ".."}.isdisjoint(path.split("/"))


def _folded(path: str) -> str:
    """What differs only in case or in how accents are spelt is one file on macOS and Windows."""
    return unicodedata.normalize("NFD", path).casefold()


@contextmanager
def _in_words(out: Path, end: str = " The site that was there, if any, is untouched.") -> Iterator[None]:
    """Turn what the system says of a site at `out` into a TreeError, in words."""
    try:
        yield
    except OSError as err:
        at, why = err.filename2 or err.filename or out, err.strerror or err
        raise TreeError(_WORDS.get(err.errno or 0, _OTHERWISE).format(out=out, at=at, why=why) + end) from err
