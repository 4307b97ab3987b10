"""What GitHub reads: workflows with no more rights than they use, owners, forms whose fields are known."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT

from kle_site import issueform
from tools.github import api, artifact, intake, reply

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = [file for file in sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.yml")) if file.name != "config.yml"]
SITE = yaml.safe_load((ROOT / "content" / "site.yaml").read_text(encoding="utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

MAY: dict[str, dict[str, str]] = {
    "check.yml": {"contents": "read"},
    "reply.yml": {"actions": "read", "contents": "read", "pull-requests": "write"},
    "intake.yml": {"contents": "read", "issues": "write"},
    "publish.yml": {"contents": "read", "deployments": "read", "pages": "write", "id-token": "write"},
    "test.yml": {"contents": "read"},
}
"""Each workflow with everything that its jobs may."""


def read(path: Path) -> Any:
    """A file of YAML; PyYAML takes `on` for true."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def jobs(path: Path) -> dict[str, Any]:
    """The jobs of a workflow."""
    return dict(read(path)["jobs"])


def steps(path: Path) -> Iterator[dict[str, Any]]:
    """Every step of a workflow."""
    for job in jobs(path).values():
        yield from job["steps"]


# --- workflows --------------------------------------------------------------------------------------------


def test_every_workflow_is_listed_here() -> None:
    """A new one says here what it may."""
    assert {path.name for path in WORKFLOWS} == {*MAY}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_no_more_than_is_listed(path: Path) -> None:
    """Nothing at the top; each job its own; a limit of time; one at a time."""
    workflow = read(path)

    assert workflow["permissions"] == {}
    assert "concurrency" in workflow
    granted: dict[str, str] = {}
    for job in workflow["jobs"].values():
        assert int(job["timeout-minutes"]) <= 45
        granted |= job["permissions"]
    assert granted == MAY[path.name]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_their_commit(path: Path) -> None:
    """In full, with the version beside it; a checkout leaves no token behind."""
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (.*)", text)

    assert used
    assert [
        one for one in used if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)
    ] == []
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false"


def test_an_action_has_one_commit() -> None:
    """The same action is the same everywhere."""
    used = {step["uses"] for path in WORKFLOWS for step in steps(path) if "uses" in step}

    assert len({one.split("@")[0] for one in used}) == len(used)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_words_of_a_stranger_reach_a_shell(path: Path) -> None:
    """No line that is run holds an expression; a token is given to the one step that asks GitHub."""
    for step in steps(path):
        assert "${{" not in step.get("run", "")
        if "GH_TOKEN" in step.get("env", {}):
            assert "tools.github." in step["run"]
    assert "secrets." not in path.read_text(encoding="utf-8")


def test_no_workflow_runs_a_strangers_code_with_rights() -> None:
    """`pull_request_target` is nowhere; what follows a check takes the main branch and installs nothing."""
    text = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    checkout, run = steps(GITHUB / "workflows" / "reply.yml")

    assert "pull_request_target" not in text
    assert checkout["with"] == {"ref": "main", "persist-credentials": "false"}
    assert run["run"] == "python3 -m tools.github.reply"
    assert not re.search(r"head_sha|head_branch|head_ref", json.dumps([checkout, run]))


def test_the_reply_knows_the_check() -> None:
    """Names that two files must agree on."""
    check, answer = (read(GITHUB / "workflows" / name) for name in ("check.yml", "reply.yml"))
    uploaded = [step["with"] for step in steps(GITHUB / "workflows" / "check.yml") if "with" in step]
    kept = [given for given in uploaded if given.get("name") == artifact.NAME]

    assert answer["on"]["workflow_run"]["workflows"] == [check["name"]]
    assert f".github/workflows/{'check.yml'}" == reply.CHECK
    assert [Path(given["path"]).name for given in kept] == [artifact.FILE]
    assert api.US == "github-actions[bot]"


def test_a_check_says_what_it_found_where_people_look() -> None:
    """`kle check --format github`, and the site to look at; the result even where it failed."""
    found = list(steps(GITHUB / "workflows" / "check.yml"))
    runs = " ".join(step.get("run", "") for step in found)

    assert "kle check --format github" in runs
    assert ".venv/bin/kle build" in runs
    assert [step["if"] for step in found if "result" in step.get("run", "")] == ["${{ !cancelled() }}"]


def test_nothing_is_published_when_the_build_fails() -> None:
    """The site is handed over last, and published by a job that needs the other."""
    build, publish = jobs(GITHUB / "workflows" / "publish.yml").values()
    runs = [step.get("run", step.get("uses", "").split("@")[0]) for step in build["steps"]]

    assert publish["needs"] == "build"
    assert "if" not in publish
    assert "kle build --release" in runs[-3]
    assert runs[-2:] == [
        ".venv/bin/kle verify site",
        "actions/upload-pages-artifact",
    ]
    # security.txt lies in .well-known, which the action leaves out unless told.
    assert build["steps"][-1]["with"]["include-hidden-files"] == "true"
    assert {*read(GITHUB / "workflows" / "publish.yml")["on"]} == {"push", "schedule", "workflow_dispatch"}


# --- by their own checkers --------------------------------------------------------------------------------


def lines() -> list[str]:
    """What `make lint` runs on what GitHub reads."""
    found = re.findall(r"^\t\.venv/bin/((?:zizmor|check-jsonschema) .*)", MAKEFILE, re.MULTILINE)
    forms = re.search(r"^FORMS := (.*)", MAKEFILE, re.MULTILINE)

    assert forms

    return [line.replace("$(FORMS)", forms[1]) for line in found]


@pytest.mark.whole
@pytest.mark.parametrize("line", lines(), ids=lambda line: " ".join(line.split()[-2:]))
def test_their_checkers_find_nothing(line: str) -> None:
    """zizmor, at its strictest without a network, and the schemas of workflows, forms and the rest."""
    run = f"{shlex.quote(str(Path(sys.executable).parent))}/{line}"
    ran = subprocess.run(["/bin/sh", "-c", run], capture_output=True, text=True, cwd=ROOT)

    assert (ran.returncode, ran.stdout + ran.stderr) == (0, ran.stdout + ran.stderr)
    assert "findings" not in ran.stdout.replace("No findings", "")


def test_every_file_is_looked_at() -> None:
    """No form and no workflow is left out of `make lint`."""
    told = " ".join(lines())

    assert len(lines()) == 5
    assert [form.name for form in FORMS if f"ISSUE_TEMPLATE/{form.name}" not in told] == []
    assert "--offline" in lines()[0] and "--persona pedantic" in lines()[0]


def test_the_walls_have_their_tests() -> None:
    """Each test that the threat model names is there."""
    named = re.findall(r"`(test_\w+)`", (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8"))

    assert named
    assert [name for name in named if not (ROOT / "tests" / f"{name}.py").exists()] == []


# --- owners -----------------------------------------------------------------------------------------------


def owners_of(path: str) -> list[str]:
    """Who must agree to a file: of the last line that fits."""
    found: list[str] = []
    for line in (GITHUB / "CODEOWNERS").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            pattern, *owners = line.split()
            where = pattern.lstrip("/")
            if pattern == "*" or path == where or (where.endswith("/") and path.startswith(where)):
                found = [owner.split("/")[1] for owner in owners]
    return found


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("kle_site/check.py", ["maintainers"]),
        (".github/workflows/reply.yml", ["maintainers"]),
        (".github/CODEOWNERS", ["maintainers"]),
        ("tools/github/reply.py", ["maintainers"]),
        ("requirements.lock", ["maintainers"]),
        ("content/kles/jo-field.yaml", ["reviewers"]),
        ("content/photos/jo-field.jpg", ["reviewers"]),
        ("content/designations.yaml", ["reviewers"]),
        ("content/withdrawn.yaml", ["reviewers"]),
        ("content/guidance/index.md", ["maintainers", "reviewers"]),
    ],
)
def test_who_must_agree(path: str, owners: list[str]) -> None:
    """Everything outside content/ is the maintainers'; people are the association's reviewers'."""
    assert owners_of(path) == owners


def test_owners_are_of_this_repository() -> None:
    """The teams belong to whoever the site names as the repository's owner."""
    text = (GITHUB / "CODEOWNERS").read_text(encoding="utf-8")
    owner = SITE["repository"]["address"].split("/")[3]

    assert {*re.findall(r"@([\w-]+)/", text)} == {owner}


# --- forms ------------------------------------------------------------------------------------------------


def test_the_form_for_portraits_is_the_one_that_is_read() -> None:
    """Its fields, label and title are those that the builder fills in and the answer looks for."""
    form = read(GITHUB / "ISSUE_TEMPLATE" / "portrait.yml")
    fields = {field["id"]: field for field in form["body"] if "id" in field}

    assert [*fields] == ["who", "what", "file", "agreed"]
    assert fields["who"]["attributes"]["label"] == "Your name"
    assert fields["what"]["attributes"]["options"] == [
        "A new portrait",
        "A change to my portrait",
        "My availability",
    ]
    assert fields["file"]["attributes"]["label"] == issueform.LABEL
    assert fields["file"]["attributes"]["render"] == "yaml"
    assert fields["agreed"]["attributes"]["options"][0]["required"] == "true"
    assert form["labels"] == [intake.LABEL]
    assert form["title"].startswith(intake.TITLE)


def test_the_workflow_asks_for_the_same_label_and_title() -> None:
    """So that no other issue is answered."""
    (job,) = jobs(GITHUB / "workflows" / "intake.yml").values()

    assert f"'{intake.LABEL}'" in job["if"]
    assert f"'{intake.TITLE}'" in job["if"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_says_first_that_it_is_public(path: Path) -> None:
    """Before anything is asked."""
    first = read(path)["body"][0]

    assert first["type"] == "markdown"
    assert re.search(r"\*\*Everything that you write here is public", first["attributes"]["value"])


def test_the_form_for_portraits_keeps_schools_out() -> None:
    """Plainly, and with the way by e-mail beside it."""
    text = read(GITHUB / "ISSUE_TEMPLATE" / "portrait.yml")["body"][0]["attributes"]["value"]

    assert "Nothing about a school that you supported belongs here" in text
    assert "by e-mail instead" in text


def test_links_lead_to_the_site() -> None:
    """Every address of the site in what GitHub shows is of the domain that the site is published at."""
    home = f"https://{SITE['domain']}{SITE['base_path']}"
    text = "".join(file.read_text(encoding="utf-8") for file in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml"))
    addresses = re.findall(r"https://[^\s)]+", text)

    assert addresses
    assert [one for one in addresses if not one.startswith(home)] == []
    assert {one.removeprefix(home) for one in addresses} == {"submit/", "privacy/"}


def test_the_guide_leads_to_this_repository_and_site() -> None:
    """CONTRIBUTING.md names no other repository, no other site, and only forms that there are."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    homes = (f"https://{SITE['domain']}{SITE['base_path']}", f"{SITE['repository']['address']}/")
    addresses = re.findall(r"https://[^\s)]+", text)

    assert [one for one in addresses if not one.startswith(homes)] == []
    assert {*re.findall(r"template=([\w.]+)", text)} == {form.name for form in FORMS}


def test_the_words_for_a_pull_request_do_not_frighten() -> None:
    """What is said of a check that has not begun."""
    text = (GITHUB / "pull_request_template.md").read_text(encoding="utf-8")

    assert "nothing is wrong" in text
    assert "public" in text
