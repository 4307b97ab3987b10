"""What is missing fails a test in a sentence that says what to do."""

import sys
from pathlib import Path

import pytest

from . import needs


@pytest.mark.parametrize("name", needs.PACKAGES)
def test_a_missing_program(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program that is not there fails with the packages that bring it; one that is there has a path."""
    monkeypatch.setenv("PATH", str(tmp_path))
    sentence = f"This needs {name}. On Debian: sudo apt install {needs.PACKAGES[name]}"

    with pytest.raises(pytest.fail.Exception, match=sentence):
        needs.program(name)

    (tmp_path / name).touch(mode=0o755)

    assert needs.program(name) == str(tmp_path / name)


def test_a_missing_module(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A checker that npm has not brought fails with what to run."""
    monkeypatch.setattr(needs, "MODULES", tmp_path)

    with pytest.raises(pytest.fail.Exception, match=r"x/y\.js, which is not installed\. Run: make checkers"):
        needs.module("x/y.js")


def test_missing_drivers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without what drives the other browsers, their tests fail with what to run."""
    monkeypatch.setitem(sys.modules, "selenium", None)
    monkeypatch.delitem(sys.modules, f"{needs.__package__}.engines", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(needs.sysconfig, "get_paths", lambda: {"purelib": str(tmp_path)})

    with pytest.raises(pytest.fail.Exception, match=r"This needs selenium, .* Run: make checkers"):
        needs.engines()
    with pytest.raises(pytest.fail.Exception, match=r"This needs geckodriver, .* Run: make checkers"):
        needs.geckodriver(tmp_path)
