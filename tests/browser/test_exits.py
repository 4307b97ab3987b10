"""The ways out of the builder, and a change to what is published: what each gives, and who may see it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from photo_of import photo_of
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from kle_site import offered
from kle_site.directory import Directory

from . import eyes, harness
from .watch import Served, Watch, serving, watching

pytestmark = pytest.mark.browser

TEXT = (
    "# yaml-language-server: $schema=https://kah.example/s.json\n"
    "name: Jo Field\nportrait: |-\n  Só, “yes” & *no*\n"
)
PORTRAIT = {"name": "Jo Field", "availability": {"status": "open", "checked": "2026-11-25"}}


@pytest.fixture(scope="module", name="bench")
def _bench(
    built_site: Path, published: Directory, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """What is published, with a page for the builder's parts in it."""
    with serving(harness.put_into(built_site, published, tmp_path_factory.mktemp("bench"))) as served:
        yield served


@pytest.fixture(name="watch")
def _watch(browser: Browser, bench: Served) -> Iterator[Watch]:
    """A head at the page, of whom nothing bad is heard in the end."""
    with watching(browser, bench, accept_downloads=True) as watch:
        visit(watch)
        yield watch

        assert watch.heard == []


def visit(watch: Watch, fragment: str = "") -> None:
    """Open the page, and wait until it has begun."""
    watch.visit(f"{harness.PAGE}{fragment}")
    watch.page.wait_for_selector("[data-began]")


def settle(
    page: Tab, text: str = TEXT, portrait: Any = PORTRAIT, slug: str = "jo-field", **more: Any
) -> None:
    """Say what the form holds now."""
    state = {"text": text, "portrait": portrait, "slug": slug, **more}
    page.evaluate("(state) => { Object.assign(held, state); ways.settle(); }", state)


def given(page: Tab, button: str) -> tuple[str, bytes]:
    """Press a button; return the name and the bytes of the file that it gives."""
    with page.expect_download() as coming:
        page.get_by_role("button", name=button).click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def link(page: Tab, name: str) -> str:
    """Return where a link leads."""
    return str(page.get_by_role("link", name=name).get_attribute("href"))


def agree(page: Tab) -> None:
    """Agree that everybody can read it."""
    page.get_by_label("I know that everybody can read it").check()


def asked(address: str) -> dict[str, str]:
    """Return what an address hands over."""
    return {
        name: values[0] for name, values in parse_qs(urlsplit(address).query, strict_parsing=True).items()
    }


# --- when ------------------------------------------------------------------------------------------------


def test_nothing_to_send_until_it_is_ready(watch: Watch) -> None:
    """The ways out appear once the checks find nothing, advice apart, and go when they do again."""
    page = watch.page
    head = page.get_by_role("heading", name="Send it")
    fault = {"where": ["name"], "code": "missing", "message": "x", "hint": "y", "severity": "error"}
    settle(page, faults=[fault])

    expect(head).to_be_hidden()

    settle(page, faults=[{**fault, "severity": "advice"}])

    expect(head).to_be_visible()

    settle(page, faults=[fault])

    expect(head).to_be_hidden()


# --- by e-mail --------------------------------------------------------------------------------------------


def test_files_and_an_e_mail(watch: Watch) -> None:
    """Two files by the name of the address, and a message to the office that says what to attach."""
    page = watch.page
    page.get_by_label("A photo, if you want one").set_input_files(
        {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": photo_of()}
    )
    page.wait_for_timeout(600)
    settle(page)
    name, body = given(page, "Download jo-field.yaml")
    photo, image = given(page, "Download the photo")

    assert (name, body.decode()) == ("jo-field.yaml", TEXT)
    assert (photo, image[:3]) == ("jo-field.jpg", b"\xff\xd8\xff")
    assert page.evaluate("() => held.said.at(-1)") == "jo-field.jpg is among your downloads."

    mail = link(page, "Open the e-mail")

    assert unquote(mail) == (
        "mailto:office@kah.example?subject=A pen portrait: jo-field&body=Dear colleague\r\n\r\n"
        "My pen portrait is attached:\r\n- jo-field.yaml\r\n- jo-field.jpg\r\n\r\nJo Field"
    )

    next_ = page.locator("#exit-mailed")

    expect(next_).to_be_hidden()

    page.evaluate("() => document.addEventListener('click', (event) => event.preventDefault())")
    page.get_by_role("link", name="Open the e-mail").click()

    expect(next_).to_contain_text("answers within 5 working days")
    assert page.evaluate("() => held.said.at(-1)").startswith("What happens next.")


def test_the_longest_name_still_opens_an_e_mail(watch: Watch) -> None:
    """A name that no link could carry is left out of it."""
    settle(watch.page, portrait={"name": "ж" * 120}, slug="a" * 60)
    mail = link(watch.page, "Open the e-mail")

    assert len(mail) < 1_800
    assert f"{'a' * 60}.yaml" in mail


# --- on GitHub --------------------------------------------------------------------------------------------


def test_github_is_public_first(watch: Watch) -> None:
    """Before any link to GitHub it is said that all can read it, and a box must be ticked: no dialog."""
    page = watch.page
    settle(page)

    expect(page.get_by_text("GitHub is public.")).to_be_visible()
    expect(page.get_by_role("link", name="on GitHub")).to_be_hidden()
    expect(page.get_by_role("link", name="Propose the file yourself")).to_be_hidden()

    agree(page)

    expect(page.get_by_role("link", name="Open the form on GitHub")).to_be_visible()

    page.get_by_label("I know that everybody can read it").uncheck()

    expect(page.get_by_role("link", name="Open the form on GitHub")).to_be_hidden()


def test_the_form_and_the_file_are_filled_in(watch: Watch) -> None:
    """What fits into an address stands in it, letter by letter, under the names of the form."""
    page = watch.page
    settle(page)
    agree(page)
    form, file = link(page, "Open the form on GitHub"), link(page, "Propose the file yourself")

    assert form.startswith(f"{harness.REPOSITORY}/issues/new?")
    assert asked(form) == {
        "template": "portrait.yml",
        "title": "A new portrait: Jo Field",
        "who": "Jo Field",
        "what": "A new portrait",
        "file": TEXT,
    }
    assert file.startswith(f"{harness.REPOSITORY}/new/main?")
    assert asked(file) == {"filename": "content/kles/jo-field.yaml", "value": TEXT}
    expect(page.get_by_text("too long for a link")).to_be_hidden()
    assert page.locator("#exit-text").text_content() == TEXT


def test_the_address_is_counted_as_github_s_login_writes_it(watch: Watch) -> None:
    """Whoever is signed out goes by an address that holds this one encoded once more: that one must fit."""
    script = """(count) => {
      const address = `https://github.com/a/b/issues/new?${new URLSearchParams({ file: "é".repeat(count) })}`;
      return [fits(address), `https://github.com/login?return_to=${encodeURIComponent(address)}`.length];
    }"""
    found = [watch.page.evaluate(script, count) for count in range(700, 850)]

    assert {fits for fits, _ in found} == {True, False}
    for fits, long in found:
        # encodeURIComponent leaves a few marks that a server may encode; there are none here.
        assert fits == (long <= 8_000)


def leave(page: Tab) -> None:
    """Keep links from being followed, and note where they lead."""
    page.evaluate(
        """() => {
          held.left = [];
          document.addEventListener("click", (event) => {
            const link = event.target.closest("a[target]");
            if (link) { event.preventDefault(); held.left.push(link.href); }
          });
        }"""
    )


def test_what_is_too_long_is_copied_and_pasted(browser: Browser, bench: Served) -> None:
    """An address that does not fit opens the form empty; the text is copied by then, and the page says so."""
    with watching(browser, bench, permissions=["clipboard-read", "clipboard-write"]) as watch:
        visit(watch)
        page = watch.page
        long = TEXT + "  Ünïcode\n" * 400
        settle(page, text=long)
        agree(page)
        leave(page)

        expect(page.get_by_text("too long for a link")).to_be_visible()
        form = link(page, "Open the form on GitHub")

        assert asked(form) == {
            "template": "portrait.yml",
            "title": "A new portrait: Jo Field",
            "who": "Jo Field",
            "what": "A new portrait",
        }
        assert asked(link(page, "Propose the file yourself")) == {"filename": "content/kles/jo-field.yaml"}

        page.get_by_role("link", name="Open the form on GitHub").click()

        expect(page.locator("#exit-copied")).to_have_text("Copied.")
        assert page.evaluate("() => navigator.clipboard.readText()") == long
        assert page.evaluate("() => held.left") == [form]
        expect(page.locator("#exit-sent")).to_contain_text("within 5 working days")
        assert watch.heard == []


def test_copying_that_is_refused(browser: Browser, bench: Served) -> None:
    """The text is then in sight and chosen, so that two keys copy it."""
    with watching(browser, bench) as watch:
        watch.page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'));")
        visit(watch)
        settle(watch.page)
        agree(watch.page)
        watch.page.get_by_role("button", name="Copy what I wrote").click()

        expect(watch.page.locator("#exit-copied")).to_contain_text("The text is chosen")
        assert watch.page.evaluate("() => String(getSelection())").strip() == TEXT.strip()
        assert watch.heard == []


def test_a_pause_does_not_go_to_github(watch: Watch) -> None:
    """Whoever says that they take no commissions is led to the e-mail, and told why."""
    page = watch.page
    settle(page, portrait={"name": "Jo", "availability": {"status": "paused"}})

    expect(page.get_by_text("On GitHub everybody could see that")).to_be_visible()
    expect(page.get_by_label("I know that everybody can read it")).to_be_hidden()
    expect(page.get_by_role("button", name="Download jo-field.yaml")).to_be_visible()


@pytest.mark.parametrize(
    "changes",
    [{"public": False}, {"address": "https://example.org/kah/directory"}],
    ids=["private", "elsewhere"],
)
def test_no_github_where_there_is_none(
    browser: Browser, built_site: Path, published: Directory, tmp_path: Path, changes: dict[str, Any]
) -> None:
    """A private repository, or one that is not on GitHub, is in no word of the page; the e-mail works."""
    root = harness.put_into(built_site, published, tmp_path, **changes)
    with serving(root) as served, watching(browser, served, accept_downloads=True) as watch:
        visit(watch)
        settle(watch.page)

        assert "github" not in (root / "harness/index.html").read_text(encoding="utf-8").lower()
        assert given(watch.page, "Download jo-field.yaml")[1].decode() == TEXT
        assert watch.heard == []


# --- a change to what is published ------------------------------------------------------------------------


def test_every_slug_is_where_the_browser_looks(watch: Watch, published: Directory) -> None:
    """The browser and the build work out the same file."""
    slugs = [entry.leader.slug for entry in published.with_page] + ["a", "z-9", "x" * 60]
    script = "([slugs, of]) => slugs.map((slug) => number(slug, of))"
    for of in (1, 4, 1024):
        assert watch.page.evaluate(script, [slugs, of]) == [offered.number(slug, of) for slug in slugs]


def test_a_change_begins_with_what_is_published(watch: Watch, published: Directory) -> None:
    """Every leader with a page can be opened; the form gets what is offered, and nothing else is fetched."""
    page = watch.page
    for entry in published.with_page[:6]:
        slug = entry.leader.slug
        visit(watch, f"#change={slug}")

        portrait, opened, told = page.evaluate("() => held.opened.at(-1)")

        assert (portrait, opened) == (offered.portrait(entry.leader), slug)
        assert told == "This is what is published. Change what you like."
        assert page.evaluate("() => published().slug") == slug
        expect(page.get_by_text("Nothing differs yet")).to_be_visible()


def test_only_what_changed_is_given(watch: Watch, published: Directory) -> None:
    """The file holds the fields that differ, whole, with what they were; what was emptied is null."""
    page = watch.page
    entry = next(one for one in published.with_page if one.leader.impact and one.leader.trust)
    slug = entry.leader.slug
    visit(watch, f"#change={slug}")
    was = offered.portrait(entry.leader)
    now = {name: value for name, value in was.items() if name not in ("impact", "trust")}
    now["portrait"] = f"{was['portrait']}\r\n"
    now["role"] = "Headteacher of two schools"
    now["impact"] = []
    now["consent"] = {"given": "2026-11-25", "scope": ["name"], "notice": "1"}
    settle(page, portrait=now, slug=slug)
    name, body = given(page, f"Download {slug}-changes.json")
    found = json.loads(body)

    assert name == f"{slug}-changes.json"
    assert found == {
        "format": "kle-portrait-changes",
        "version": 1,
        "slug": slug,
        "changes": {"role": now["role"], "trust": None, "impact": None, "consent": now["consent"]},
        "was": {"role": was["role"], "trust": was["trust"], "impact": was["impact"]},
    }
    assert "A change to my portrait" in unquote(link(page, "Open the e-mail"))

    agree(page)

    assert asked(link(page, "Open the form on GitHub"))["what"] == "A change to my portrait"
    assert json.loads(asked(link(page, "Open the form on GitHub"))["file"]) == found
    expect(page.get_by_role("link", name="Propose the file yourself")).to_be_hidden()


def test_a_new_photo_of_the_same_name_is_a_change(watch: Watch, published: Directory) -> None:
    """Though the portrait’s words are the same, the photo is given anew."""
    page = watch.page
    entry = next(one for one in published.with_page if one.leader.photo)
    slug = entry.leader.slug
    visit(watch, f"#change={slug}")
    page.get_by_label("A photo, if you want one").set_input_files(
        {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": photo_of()}
    )
    page.wait_for_timeout(600)
    was = offered.portrait(entry.leader)
    settle(page, portrait=was, slug=slug)
    found = json.loads(given(page, f"Download {slug}-changes.json")[1])

    assert found["changes"] == {"photo": was["photo"]} == found["was"]


def test_availability_in_a_change_stays_off_github(watch: Watch, published: Directory) -> None:
    """Whatever the answer is: else it would tell by its absence."""
    slug = published.with_page[0].leader.slug
    visit(watch, f"#change={slug}")
    was = offered.portrait(published.with_page[0].leader)
    for status in ("open", "paused"):
        settle(watch.page, portrait={**was, "availability": {"status": status}}, slug=slug)

        expect(watch.page.get_by_label("I know that everybody can read it")).to_be_hidden()
        assert json.loads(given(watch.page, f"Download {slug}-changes.json")[1])["changes"] == {
            "availability": {"status": status}
        }


def test_a_draft_of_the_same_change_stays(watch: Watch, published: Directory) -> None:
    """What somebody wrote before is not written over by what is published."""
    slug = published.with_page[0].leader.slug
    watch.page.evaluate("(slug) => { held.slug = slug; location.hash = `change=${slug}`; }", slug)
    found = watch.page.evaluate("() => change(builder)")

    assert found["slug"] == slug
    assert watch.page.evaluate("() => held.opened") == []


@pytest.mark.parametrize("fragment", ["#change=jo-nobody", "#change=", "#change=../../data", "#main"])
def test_an_address_of_nobody(watch: Watch, fragment: str) -> None:
    """Nothing is opened; who asked for a leader is told that there is no such page."""
    visit(watch, fragment)

    assert watch.page.evaluate("() => held.opened") == []
    assert watch.page.evaluate("() => published()") is None
    said = watch.page.evaluate("() => held.said")
    assert said == (
        ["The directory has no page at this address now. You can write a new portrait here."]
        if "nobody" in fragment
        else []
    )


def test_without_a_network_a_change_says_so(watch: Watch, published: Directory) -> None:
    """What cannot be fetched is said, and a new portrait can be written all the same."""
    watch.page.route(re.compile("/submit/portraits/"), lambda route: route.abort())
    slug = published.with_page[0].leader.slug
    visit(watch, f"#change={slug}")

    assert watch.page.evaluate("() => held.said") == [
        "What is published could not be fetched. Check that you are online, and load this page again."
    ]
    # The request that got nowhere is told by the console, as it should be.
    assert [words for words in watch.heard if "ERR_FAILED" not in words] == []
    watch.heard.clear()


# --- everybody --------------------------------------------------------------------------------------------


def test_everything_open_is_accessible(watch: Watch) -> None:
    """With all in sight axe finds nothing, and what is asked is reached by keyboard."""
    page = watch.page
    page.get_by_label("A photo, if you want one").set_input_files(
        {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": photo_of()}
    )
    page.wait_for_timeout(600)
    settle(page)
    agree(page)
    page.evaluate(
        "() => { for (const one of document.querySelectorAll('#exits [hidden], details')) "
        "{ one.hidden = false; one.open = true; } }"
    )

    page.evaluate(eyes.AXE + eyes.EYES)

    assert eyes.on_the_page(page.evaluate) == []
