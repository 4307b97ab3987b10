"""What a tool shows once it was used in a way that no address asks for: a script each, for whatever engine.

Each begins on a page that was just opened, by somebody new or after the step before it, and ends once the
page has followed. All of them are for what is published: they choose words of its vocabularies.
"""

from __future__ import annotations

import json
from typing import Any

# Days are today's: by another they would one day be too old, and the portrait no longer ready.
_HELPS = """
const part = (id) => document.getElementById(id);
const wait = (long) => new Promise((go) => setTimeout(go, long));
const until = async (true_) => {
  for (let turn = 0; turn < 200 && !true_(); turn += 1) await wait(50);
  if (!true_()) throw new Error(`never: ${true_}`);
};
const quiet = () =>
  new Promise((go) => {
    let waiting = setTimeout(go, 600);
    const again = () => {
      clearTimeout(waiting);
      waiting = setTimeout(go, 600);
    };
    const all = { subtree: true, childList: true, attributes: true, characterData: true };
    new MutationObserver(again).observe(document, all);
  });
const today = new Date().toLocaleDateString("sv-SE");
const put = (field, value) => {
  if (field.type === "radio" || field.type === "checkbox") field.checked = true;
  else field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
};
const give = (field, file) => {
  const held = new DataTransfer();
  held.items.add(file);
  field.files = held.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
};
const stay = (event) => event.target.closest("a") && event.preventDefault();
"""

_WORDS = (
    "I lead a small primary school in a village near the sea, with 90 pupils in four classes.\n\n"
    "### What I did\n\n"
    "In 2024-25 I worked with two first-time heads. We met every three weeks, and wrote down what had to be "
    "right by half term. By July 2025 each school had a reading plan that its governors could explain.\n\n"
    "- Early reading\n- **Mixed-age** classes\n\n"
    "I like to walk round the school with you first. After that we talk on the telephone, and meet when it "
    "helps."
)
_PORTRAIT: dict[str, Any] = {
    "name": "Jo Field",
    "designations": [{"kind": "KLE", "since": "2021-10"}],
    "role": "Headteacher",
    "schools": [
        {
            "name": "Larkrise Primary School",
            "urn": "123456",
            "phase": "primary",
            "district": "swale",
            "since": "2019-09",
        }
    ],
    "works_in": ["swale", "east"],
    "expertise": ["small-schools", "early-reading"],
    "support": ["peer-review", "mentoring"],
    "availability": {"status": "limited"},
    "portrait": _WORDS,
    "impact": [
        {"claim": "A head had a plan that staff followed.", "evidence": "The minutes.", "year": "2024-25"}
    ],
    "contact": {"email": "office@larkrise.example", "person": "Office Manager", "phone": "01622 000000"},
}

_READY = f"""
const portrait = {json.dumps(_PORTRAIT)};
portrait.confirmed = portrait.availability.checked = today;
portrait.consent = {{
  given: today,
  scope: ["name", "portrait", "contact", "impact"],
  notice: part("builder").dataset.notice,
}};
const text = JSON.stringify({{ format: "kle-portrait", version: 1, slug: "jo-field", portrait }});
give(part("open"), new File([text], "portrait.json", {{ type: "application/json" }}));
await until(() => !part("told").hidden);
part("check").click();
await until(() => !part("ready").hidden && part("page").textContent.includes("Jo Field"));
"""
_PHOTO = """
const canvas = Object.assign(document.createElement("canvas"), { width: 900, height: 700 });
canvas.getContext("2d").fillRect(0, 0, 900, 700);
const blob = await new Promise((go) => canvas.toBlob(go, "image/png"));
give(part("p-photo-file"), new File([blob], "photo.png", { type: "image/png" }));
await until(() => !part("photo-square").hidden && !part("photo-more").hidden);
"""
_FILL = """
const fields = document.querySelectorAll("form :is(input, textarea):not([type=checkbox])");
for (const field of fields) put(field, "2");
"""


def _step(script: str) -> str:
    return f"(async () => {{ {_HELPS} {script} await quiet(); }})()"


STEPS: dict[str, tuple[str, str]] = {
    "portrait failing": (
        "/submit/",
        _step("part('check').click(); await until(() => !part('summary').hidden);"),
    ),
    "portrait advised": (
        "/submit/",
        _step(
            "put(part('p-portrait'), 'The PPG.'); part('p-portrait').focus(); part('p-portrait').blur();"
            "put(part('p-schools-0-postcode'), 'ME12');"
            "document.querySelector('[data-add=schools]').click();"
            "await until(() => !part('coach').hidden);"
        ),
    ),
    "portrait ready": ("/submit/", _step(_READY)),
    "portrait with a photo": ("/submit/", _step(f"{_READY} {_PHOTO}")),
    "portrait sent": (
        "/submit/",
        _step(
            f"{_READY} document.addEventListener('click', stay, true);"
            "part('exit-mail').click(); put(part('exit-public')); part('exit-form').click();"
            "await until(() => !part('exit-mailed').hidden && !part('exit-sent').hidden);"
        ),
    ),
    "availability not said": (
        "/submit/availability/",
        _step("part('take').click(); await until(() => !part('missing').hidden);"),
    ),
    "availability said": (
        "/submit/availability/",
        _step(f"{_FILL} await until(() => part('letter').textContent.includes('2'));"),
    ),
    "eligible or not": ("/eligibility/", _step(f"{_FILL} await until(() => !part('result').hidden);")),
    "annual submission failing": (
        "/annual-submission/",
        _step("part('file').click(); await until(() => !part('missing').hidden);"),
    ),
    "annual submission written": (
        "/annual-submission/",
        _step(f"part('more').click(); {_FILL} await until(() => !part('readable').hidden);"),
    ),
    "support record written": (
        "/support-record/",
        _step(f"document.querySelector('[data-do=remove]').click(); {_FILL}"),
    ),
}
"""What it is → the address that it begins at, and what is done there."""
