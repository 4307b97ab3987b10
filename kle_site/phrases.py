"""What is said of a portrait's faults: the words that the checks and the form in the browser share.

Each has a code, a message and a hint; what stands between braces is filled in by whoever says it. The
rulebook takes them all to the browser, so that no sentence is written twice. What is said of links stands in
`weblinks`, what is said of a leader’s words in `prose`.
"""

from __future__ import annotations

from typing import NamedTuple


class Said(NamedTuple):
    """A code, a message and a hint."""

    code: str
    message: str
    hint: str = ""


def said(name: str, /, **filled: object) -> Said:
    """Return what is said of a fault, its blanks filled. Raises KeyError for a blank that nobody fills."""
    code, message, hint = SAID[name]
    return Said(code, message.format(**filled), hint.format(**filled))


_FIND_IT = "Find it at get-information-schools.service.gov.uk."

SAID = {
    # --- a file and its name ---
    "too-big": Said(
        "too-big",
        "This file is larger than {most} KB, the most that we read.",
        "Shorten it, or check that it is the right file.",
    ),
    "file-name": Said("file-name", "The file’s name becomes the address. {wrong}", "{hint}"),
    "file-name-rename": Said("file-name", "", "Rename it to {better}.yaml."),
    "file-name-shorter": Said("file-name", "", "Give it a shorter name."),
    "file-name-taken": Said(
        "file-name",
        "The file’s name becomes the address, but /directory/{slug}/ is another page’s.",
        "Give the file the leader’s name.",
    ),
    "slug-in-file": Said(
        "unknown-field", "The file’s name is the address; it is not written in the file.", "Delete this line."
    ),
    "hidden": Said(
        "hidden-character",
        "There is a hidden character in these words. It often comes with copied text.",
        "Delete the words around it and type them again, without a backslash.",
    ),
    "garbled": Said(
        "garbled",
        "“{found}” here was once another letter: it was saved in one encoding and opened in another.",
        "Type “{meant}” in its place.",
    ),
    "garbled-unknown": Said(
        "garbled",
        "“{found}” here was once another letter: it was saved in one encoding and opened in another.",
        "Delete it and type the letter again.",
    ),
    "lost-letter": Said(
        "garbled", "A letter was lost here: “�” stands in its place.", "Type the letter again."
    ),
    "odd-space": Said(
        "odd-space",
        "The gap before this name is made of special spaces, from Word or a web page.",
        "Delete the gap and press the space bar instead.",
    ),
    # --- fields and lists ---
    "missing": Said("missing", "“{name}” is missing{holder}.", "Add “{name}:” – {about}"),
    "missing-unknown": Said("missing", "“{name}” is missing{holder}.", "Add “{name}:” and its value."),
    "missing-from": Said("missing", " from “{parent}”"),
    "unknown-field": Said("unknown-field", "We do not know a field “{name}” here.", "{hint}"),
    "unknown-colon": Said(
        "unknown-field",
        "The colon after “{meant}” needs a space after it.",
        "Write it like this: {meant}: {rest}",
    ),
    "unknown-comma": Said(
        "unknown-field",
        "The comma before these words makes them a field’s name.",
        'If these words belong to the value before them, put all of it in "double quotes".',
    ),
    "meant-this": Said("", "", "Did you mean “{meant}”?"),
    "meant-edge": Said("", "", "It does not belong under another field: take the spaces before it away."),
    "meant-under": Said("", "", "It belongs under “{parent}”: move it there."),
    "meant-on": Said("", "", "If this line goes on from the one above, put two more spaces before it."),
    "meant-many": Said("", "", "Delete it. All the fields there are: docs/portrait-fields.md"),
    "meant-one-of": Said("", "", "The fields here are: {known}."),
    "choose": Said("", "", "Choose one of: {choices}."),
    "empty-holder": Said("empty", "Nothing is written here.", "Write something there, or delete the line."),
    "list": Said("list", "This should be a list.", "{hint}"),
    "list-dash": Said("", "", "Type a plain dash and a space: - {first}"),
    "list-fields": Said(
        "", "", "Put a dash and a space before “{first}”, and set the lines below it in by two."
    ),
    "list-each": Said("", "", "Start each on a line of its own: a dash, a space and its fields ({fields})."),
    "list-flat": Said("", "", "Write it in square brackets: [{pieces}]"),
    "fields-list": Said(
        "fields",
        "This should be one set of fields, not a list.",
        "Remove the dash or the square brackets.",
    ),
    "fields": Said(
        "fields",
        "This should have fields of its own, not one value.",
        "Write its fields on lines below it, two spaces in{names}.",
    ),
    "too-few": Said("too-few", "This list is empty.", "Write at least one thing in it."),
    "too-many": Said(
        "too-many", "This list has {count}; the most is {most}.", "Keep those that matter most."
    ),
    "two-in-one": Said("", "", "If these are two, put a comma between them."),
    # --- one value ---
    "colon-inside": Said(
        "colon-inside",
        "The colon after {name} makes this a field with a value of its own.",
        'Put the whole of it in "double quotes", or remove the colon.',
    ),
    "one-value-fields": Said("one-value", "This should be one value, not a set of fields."),
    "one-value-list": Said(
        "one-value", "This should be one value, not a list.", "Remove the [ ] or the dash."
    ),
    "empty": Said(
        "empty", "Nothing is written here.", "Write something after the colon, or delete the line."
    ),
    "hidden-character": Said(
        "hidden-character",
        "This hides a character that nobody can see (U+{point}).",
        "Type the words again, without a backslash.",
    ),
    "too-long": Said("too-long", "This is {count} characters; the most is {most}.", "Shorten it."),
    "no-words": Said("no-words", "{typed} is not in words.", "Say it in words."),
    "one-line": Said("one-line", "This should be one line.", "Join the lines, or keep the first."),
    "angle": Said("angle", "“{odd}” cannot stand here.", "Use words instead."),
    "too-short": Said(
        "too-short",
        "This is {count} characters; the least is {least}.",
        "Say which school and context, what you did, and what came of it.",
    ),
    "slug-long": Said("slug", "This has {count} characters; the most is {most}.", "Choose a shorter one."),
    "slug": Said("slug", "{typed} has characters that we cannot use in a web address.", "Write “{better}”."),
    "slug-none": Said(
        "slug",
        "{typed} has characters that we cannot use in a web address.",
        "Use small letters, digits and single hyphens.",
    ),
    "choice": Said("choice", "{typed} is not one of the choices here.", "{hint}"),
    "yes-or-no": Said("yes-or-no", "{typed} is neither true nor false.", "Write true or false."),
    "urn": Said("urn", "A URN is six digits and does not start with 0; {typed} is not one.", _FIND_IT),
    "urn-digits": Said(
        "urn", "A URN is six digits and does not start with 0; {typed} has {count}.", _FIND_IT
    ),
    "number": Said("number", "{typed} is not a whole number from {least} to {most}.", "Write it in digits."),
    "postcode": Said("postcode", "{typed} is not a whole UK postcode.", "Write it like ME12 9ZZ."),
    "ages": Said("ages", "{typed} is not a range of ages.", "Write it like 4-11."),
    "ages-order": Said("ages-order", "{typed} is no range of school ages.", "Write the younger age first."),
    "mailbox": Said("mailbox", "{typed} is not an e-mail address.", "Write it like office@school.example."),
    "phone": Said("phone", "{typed} is not a UK telephone number.", "Write it like 01622 000000."),
    "phone-digits": Said(
        "phone",
        "{typed} has {count} digits; a UK telephone number has 10 or 11.",
        "Count them again.",
    ),
    "mobile": Said(
        "mobile", "{typed} is a mobile number, so it is a person’s.", "Write the school’s switchboard."
    ),
    "photo-name": Said(
        "photo-name",
        "{typed} is not a photo’s name.",
        "Small letters, digits and hyphens, then .jpg, .png or .webp: sian-obrien.jpg",
    ),
    "date": Said(
        "date",
        "{typed} is not a date in the form we read.",
        "Write it as year-month-day, for example 2026-09-01.",
    ),
    "date-meant": Said(
        "date",
        "{typed} is not a date in the form we read.",
        "If you mean {day} {month} {year}, write {written}.",
    ),
    "no-such-day": Said("no-such-day", "There is no such day as {day}.", "Check the day and the month."),
    "month": Said(
        "month",
        "{typed} is not a month in the form we read.",
        "Write it as year-month, for example 2021-10.",
    ),
    "month-meant": Said(
        "month", "{typed} is not a month in the form we read.", "If you mean {month} {year}, write {written}."
    ),
    "no-such-month": Said("no-such-month", "There is no such month as {month}.", "Months are 01 to 12."),
    "school-year": Said(
        "school-year", "{typed} is not a school year in the form we read.", "Write it as {year}."
    ),
    # --- a leader's own words ---
    "prose-long": Said("too-long", "This is longer than {most} characters.", "Shorten it."),
    "link-gap": Said("link", "This link has a space in its address.", "Copy it again from your browser."),
    "link-no-words": Said("link-text", "This link has no words.", "Say where it leads."),
    "link-elsewhere": Said(
        "link-text", "This link looks as if it led elsewhere.", "Say in words where it leads."
    ),
    "heading-empty": Said("heading", "This heading has no words.", "Write some, or delete it."),
    "heading-level": Said(
        "heading",
        "A heading here starts with {marks} and a space.",
        "The page’s own headings are above it.",
    ),
    # --- one portrait as a whole ---
    "dates-order": Said("dates-order", "This designation ends before it begins.", "Check the two months."),
    "repeated": Said("repeated", "“{value}” stands here twice.", "Keep one of the two."),
    "repeated-number": Said("repeated", "{value} stands here twice.", "Keep one of the two."),
    "repeated-kind": Said(
        "repeated", "Two {kind} designations run at the same time.", "Keep one of the two."
    ),
    "moved-since": Said(
        "moved-since",
        "This person took the post at their base school after this confirmation.",
        "The association confirms them again at the new school; then write that day here.",
    ),
    "contact-both": Said(
        "contact",
        "Both a mailbox and via stand here.",
        "Write either email: office@school.example or via: kah",
    ),
    "contact-none": Said(
        "contact", "Nobody to ask stands here.", "Write either email: office@school.example or via: kah"
    ),
    "personal-mailbox": Said(
        "personal-mailbox",
        "This looks like a personal mailbox: “{word}” is part of the name.",
        "Use a mailbox that others read too, such as office@, or write via: kah instead.",
    ),
    "person-named": Said(
        "person-named",
        "This names a person; it is shown to everyone.",
        "Write a job title: Headteacher’s PA",
    ),
    "consent-scope": Said(
        "consent-scope",
        "This would be published, but consent.scope does not hold “{scope}”.",
        "Ask the leader; then add {scope} to the scope, or {instead}.",
    ),
    "instead-name": Said("", "", "write listed: false"),
    "instead-portrait": Said("", "", "write listed: false"),
    "instead-contact": Said("", "", "write via: kah alone"),
    "instead-other": Said("", "", "remove this field"),
    "free-days": Said(
        "free-days",
        "Free days are a promise of Kent Leaders of Education; this person is not one in {year}.",
        "Delete free_days.",
    ),
    "example-urn": Said(
        "example-urn",
        "An invented person cannot lead a real school.",
        "Use a URN from {first}, or delete example: true if the entry is real.",
    ),
    "real-urn": Said(
        "example-urn",
        "URNs from {first} are for invented schools.",
        "Write the school’s own URN, or add example: true.",
    ),
    # --- a portrait, and what the rest of the content says ---
    "unknown-tag": Said("unknown-tag", "“{slug}” is not in the vocabulary of expertise.", "{hint}"),
    "unknown-tag-hint": Said("", "", "Choose from content/expertise.yaml."),
    "retired-tag": Said("retired-tag", "“{slug}” is no longer used.", "Write “{instead}”."),
    "unknown-district": Said("unknown-place", "“{slug}” is not a district.", "{hint}"),
    "unknown-place": Said("unknown-place", "“{slug}” is not a district, an area or county.", "{hint}"),
    "one-of": Said("", "", "One of: {known}."),
    "district-gone": Said(
        "unknown-place",
        "{label} is not a district today.",
        "Write the district that it is in now.",
    ),
    "unknown-designation": Said(
        "unknown-designation",
        "The designation {kind} is not described in designations.yaml.",
        "{hint}",
    ),
    "unknown-postcode": Said(
        "unknown-postcode",
        "We do not know where {outward} is, so we measure from the district’s centre.",
        "Check it, or add it to postcode_districts in places.yaml.",
    ),
    "postcode-elsewhere": Said(
        "postcode-elsewhere",
        "{outward} does not touch the district “{district}”.",
        "It touches {districts}: check both.",
    ),
    "school-differs": Said(
        "school-differs",
        "In {path}, the school with this URN has the {field} “{value}”.",
        "Check both files.",
    ),
    "alias-own": Said(
        "alias-taken",
        "The file kles/{alias}.yaml exists, so this address is taken.",
        "Delete this alias.",
    ),
    "alias-page": Said(
        "alias-taken", "The address /directory/{alias}/ is another page’s.", "Delete this alias."
    ),
    "future": Said(
        "future",
        "This is in the future: today is {today}.",
        "Check the year first; it is the part most often mistyped.",
    ),
    "consent-expired": Said(
        "consent-expired",
        "This consent ran out on {last}.",
        "Ask the leader again and write the new day here, or write listed: false.",
    ),
    "unknown-notice": Said(
        "unknown-notice", "The newest privacy notice is version {newest}.", "Check the number."
    ),
    "school-named": Said(
        "school-named",
        "This names a school, so people could tell who was helped.",
        "Say what kind of school it was: a small rural primary.",
    ),
}
