"""How the fixed words of the contract are written on a page, and what those mean that need it."""

LABELS = {
    "nursery": "Nursery",
    "primary": "Primary",
    "secondary": "Secondary",
    "all-through": "All-through",
    "special": "Special",
    "alternative-provision": "Alternative provision",
    "mentoring": "Mentoring and coaching",
    "leadership-development": "Leadership development",
    "peer-review": "Peer review",
    "school-improvement": "School improvement",
    "open": "Taking commissions",
    "limited": "Limited time",
    "paused": "Not taking commissions at present",
    "county": "the whole county",
}
"""How fixed words of the contract are written on a page."""

ABOUT = {
    "mentoring": "Somebody who has done the job listens to your headteacher, and helps them find their way.",
    "leadership-development": "Sessions, tutoring and advice for those who lead now and those who will.",
    "peer-review": "Fellow headteachers look at your school with you, so that you see it clearly.",
    "school-improvement": "A leader, alone or with a team, works with you on an agreed plan.",
    "open": "They said that they have time for another school.",
    "limited": "They have a little time, so ask early.",
}
"""What those of them that need it mean, in a sentence."""

BEYOND = "Beyond the areas"
"""Heads the districts that belong to no area."""

FACET_LABELS = {
    "area": "Area",
    "district": "District",
    "phase": "Phase",
    "expertise": "Expertise",
    "support": "Kind of support",
    "designation": "Designation",
    "status": "Availability",
}
"""What each facet is called."""
