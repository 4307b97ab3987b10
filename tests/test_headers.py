"""Every address is served with the headers of DESIGN §7, and a page repeats what a page can."""

from __future__ import annotations

import pytest

from kle_site.headers import headers_for, policy

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
EVERYWHERE = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}


def test_the_policy_is_the_designs() -> None:
    """Nothing runs or loads from elsewhere, nothing inline, and nobody frames a page."""
    assert POLICY == policy()


def test_a_page_repeats_all_of_the_policy_but_one() -> None:
    """In a page's own meta element, browsers ignore frame-ancestors with a warning; the rest stands there."""
    assert POLICY.removesuffix("; frame-ancestors 'none'") == policy(in_page=True)


@pytest.mark.parametrize(
    "address", ["/", "/directory/", "/directory/sian-obrien/", "/404.html", "/database/"]
)
def test_every_address_has_the_headers(address: str) -> None:
    """Pages have the policy and four fixed headers, and no other site may read them."""
    assert EVERYWHERE == headers_for(address)


@pytest.mark.parametrize("address", ["/data/", "/data/v1/portrait.schema.json"])
def test_data_may_be_read_from_other_sites(address: str) -> None:
    """Open data has one header more: any site may read it."""
    assert EVERYWHERE | {"Access-Control-Allow-Origin": "*"} == headers_for(address)


def test_the_builder_alone_may_show_what_is_still_on_the_device() -> None:
    """A photo that nobody has sent yet has a blob: address; no other page may show one."""
    told = headers_for("/submit/")["Content-Security-Policy"]

    assert POLICY.replace("img-src 'self' data:", "img-src 'self' data: blob:") == told
    assert "blob:" not in headers_for("/submit/other/")["Content-Security-Policy"]
