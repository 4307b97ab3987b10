"""A template as a script: what is known is written down, what is not known stops the build."""

from __future__ import annotations

import jinja2
import pytest

from kle_site.scripted import ScriptedError, script


def made(page: str, part: str = "") -> str:
    """The script of a page whose content is `page`, and of a part."""
    env = jinja2.Environment(
        loader=jinja2.DictLoader({"page": "{% block content %}" + page + "{% endblock %}", "part": part})
    )
    return script(env, "page", ("part",))


def test_text_stays_as_it_is_and_values_are_escaped() -> None:
    """Markup is a string; a value goes through `e`; a filter through `f`."""
    assert 'o+="<p class=\\"a\\">"+e(c.name)+"</p>";' in made('<p class="a">{{ name }}</p>')
    assert "e(f.url(c.address))" in made("{{ address | url }}")
    assert 'e(f.mailto(c.box,("A "+c.name)))' in made("{{ box | mailto('A ' ~ name) }}")


def test_truth_is_jinjas() -> None:
    """An empty list is false in Jinja, and not in JavaScript: a test goes through `t`."""
    assert "if(t(c.all)){" in made("{% if all %}x{% endif %}")
    assert "if((t(c.a)&&!t(c.b))){" in made("{% if a and not b %}x{% endif %}")
    assert '(t(c.a)?c.b:"")'.replace('""', "''") in made("{{ b if a }}")


def test_loops_know_where_they_stand() -> None:
    """First, last and from the end, in a loop inside a loop too."""
    text = made("{% for a in all %}{% for b in a %}{{ ', ' if not loop.last }}{% endfor %}{% endfor %}")

    assert "c.all.forEach((a,i1,a1)=>{a.forEach((b,i2,a2)=>{" in text
    assert "!t((i2===a2.length-1))" in text


def test_a_macro_is_a_function() -> None:
    """With what it takes and what it takes otherwise; the page calls it by its name."""
    text = made("{{ card(entry, 3) }}", "{% macro card(entry, level=2) %}<h{{ level }}>{% endmacro %}")

    assert 'const card=(entry,level=2)=>{let o=\'\';o+="<h"+e(level)+">";return e.safe(o)};' in text
    assert "e(card(c.entry,3))" in text
    assert text.endswith("return{card,page}};\n")


@pytest.mark.parametrize(
    ("page", "part", "why"),
    [
        ("\n{% set x %}y{% endset %}", "", "line 2: AssignBlock is not known to scripts"),
        ("{{ loop.index }}{% for a in b %}{{ loop.index }}{% endfor %}", "", "loop.index is not known"),
        ("{% for a in b if a %}x{% endfor %}", "", "a plain loop only"),
        ("{{ a < b }}", "", "lt is not known"),
        ("{{ a | b(c=1) }}", "", "takes a value, and no names"),
        ("{{ a.b() }}", "", "only macros are called"),
        ("{% set a, b = c %}", "", "one name at a time"),
        ("", "{% macro a(b) %}{{ c }}{% endmacro %}", "a macro knows only what it is given, not c"),
    ],
)
def test_what_is_not_known_stops_the_build(page: str, part: str, why: str) -> None:
    """Nothing is left out without a word."""
    with pytest.raises(ScriptedError, match=why.replace("(", r"\(")):
        made(page, part)
