"""Lists for partners' sites: the page that gives the code for one, and the page inside their frames."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import jinja2
from markupsafe import escape

from kle_site.directory import Directory
from kle_site.embedding import MOST, PEOPLE, RESIZE, USUAL
from kle_site.look import Here, Page, SiteView, render, site_of

LIST = "/embed/list/"
HEIGHT = 720
"""Pixels of a frame that no script makes longer: the cards below scroll inside it."""
ASKED = ("area", "phase", "expertise")
"""The facets that a list may ask for, as its address names them."""


def pages(directory: Directory, env: jinja2.Environment) -> Iterator[Page]:
    """Yield both pages."""
    site = site_of(env)
    facets = {facet: directory.facets[facet] for facet in ASKED}
    yield render(
        env,
        "pages/embed.html",
        Here(
            path="/embed/",
            title="Leaders on your website",
            description="Code for a list of leaders on your own website, which keeps itself up to date.",
        ),
        facets=facets,
        most=MOST,
        usual=USUAL,
        list=LIST,
        script=whole(site, RESIZE),
        origin="{0.scheme}://{0.netloc}".format(urlsplit(site.base_url)),
        code=frame(site, {}, "Leaders"),
        link=link(site, "/directory/", "Leaders"),
        by_area=[
            (
                area.label,
                frame(site, {"area": area.slug}, f"Leaders: {area.label}"),
                link(site, area.address, f"Leaders: {area.label}"),
            )
            for area in facets["area"]
        ],
    )
    former: dict[str, list[str]] = {}
    for slug, tag in directory.content.expertise.tags.items():
        if tag.replaced_by:
            former.setdefault(tag.replaced_by, []).append(slug)
    yield render(
        env,
        "pages/embed_list.html",
        Here(
            path=LIST,
            title="Leaders",
            description="A list of leaders, to stand in another website.",
            indexed=False,
        ),
        facets=facets,
        former=former,
        most=MOST,
        usual=USUAL,
        people=PEOPLE,
    )


def whole(site: SiteView, address: str) -> str:
    """Return the whole address of a site path."""
    return site.base_url + address[1:]


def titled(site: SiteView, title: str) -> str:
    """Return what a frame or a link is called on somebody else's page."""
    return f"{title} – {site.title}"


def frame(site: SiteView, asked: dict[str, str], title: str) -> str:
    """Return the code of a frame, as it is pasted.

    Its width and its missing border are attributes that HTML no longer likes, because a strict policy of the
    page around it refuses `style`, and would tell its owner of a breach.
    """
    query = f"?{urlencode(asked)}" if asked else ""
    return (
        f'<iframe src="{escape(whole(site, LIST) + query)}" title="{escape(titled(site, title))}"'
        f' width="100%" height="{HEIGHT}" frameborder="0" loading="lazy"></iframe>\n'
        f'<script src="{escape(whole(site, RESIZE))}" async></script>'
    )


def link(site: SiteView, address: str, title: str) -> str:
    """Return the code of a link, for sites that show no frames."""
    return f'<a href="{escape(whole(site, address))}">{escape(titled(site, title))}</a>'
