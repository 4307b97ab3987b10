"""The Support Record's three files: each opened again by a library that did not write it, and compared."""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import mammoth
import odfdo
import pdfua
import pypdf
import pytest
from assets_of import pages_of

from kle_site import documents
from kle_site.build import Options, build
from kle_site.load import Content, load
from kle_site.support_record import SupportRecord

pytestmark = pytest.mark.whole

ENDINGS = ("odt", "docx", "pdf")


@pytest.fixture(scope="module", name="content")
def _content(content_dir: Path) -> Content:
    """What is published."""
    content = load(content_dir).content

    assert content is not None

    return content


def record_of(content: Content) -> SupportRecord:
    """Return the record of a county that has one."""
    assert content.support.record is not None

    return content.support.record


def made(content: Content) -> dict[str, bytes]:
    """Return the files of a county's record by their endings."""
    found = documents.files(record_of(content), content.site)
    return {path.rpartition(".")[2]: body for path, body in found.items()}


@pytest.fixture(scope="module", name="files")
def _files(content: Content) -> dict[str, bytes]:
    return made(content)


# --- what is in them --------------------------------------------------------------------------------------

Told = tuple[list[str], list[list[list[str]]]]
"""The headings, and of each table the words of each row's cells."""


class _Tables(HTMLParser):
    """Headings and tables of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.tables: list[list[list[str]]] = []
        self._held: list[str] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th", "h1", "h2"}:
            self._held = []
        elif tag == "p":
            self._held.append(" ")

    def handle_endtag(self, tag: str) -> None:
        words = " ".join("".join(self._held).split())
        if tag in {"td", "th"}:
            self.tables[-1][-1].append(words)
        elif tag in {"h1", "h2"}:
            self.headings.append(words)

    def handle_data(self, data: str) -> None:
        self._held.append(data)


def read_html(html: str) -> Told:
    """What stands in HTML that a library made of a document."""
    read = _Tables()
    read.feed(html)
    return read.headings, read.tables


def in_word(body: bytes) -> Told:
    """What mammoth finds in a document for Word."""
    found = mammoth.convert_to_html(BytesIO(body))

    assert [message.message for message in found.messages if "Unrecognised" not in message.message] == []

    return read_html(found.value)


def in_opendocument(body: bytes) -> Told:
    """What odfdo finds in an OpenDocument text."""
    text = odfdo.Document(BytesIO(body)).body

    def words(element: odfdo.Element) -> str:
        return " ".join(
            " ".join(p.text_recursive for p in element.get_elements("descendant::text:p")).split()
        )

    headings = [heading.text_recursive.strip() for heading in text.get_elements("//text:h")]
    rows = [
        [
            [words(cell) for cell in row.get_elements("table:table-cell")]
            for row in table.get_elements(".//table:table-row")
        ]
        for table in text.get_elements("//table:table")
    ]
    return headings, rows


def in_pdf(body: bytes) -> tuple[list[str], list[str]]:
    """What pypdf finds in a PDF: the words of each page, and each field's whole name."""
    reader = pypdf.PdfReader(BytesIO(body))
    fields = reader.get_fields() or {}
    return [page.extract_text() for page in reader.pages], [str(one["/TU"]) for one in fields.values()]


@pytest.mark.parametrize(("ending", "read"), [("odt", in_opendocument), ("docx", in_word)])
def test_headings_and_tables(
    ending: str, read: Callable[[bytes], Told], files: dict[str, bytes], content: Content
) -> None:
    """Real headings, and a table for each visit: a row of headings with hints, and its blank rows."""
    record = record_of(content)
    headings, tables = read(files[ending])
    top = [f"{column.label} {column.hint}" for column in record.columns]

    assert headings == [record.title, "Support visit 1", "Support visit 2", "Support visit 3"]
    assert tables == [[top, *[[""] * 5] * 5]] * 3


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["odt", "docx"])
def test_another_reader_finds_the_same(ending: str, files: dict[str, bytes], tmp_path: Path) -> None:
    """pandoc, which is related to none of the others, reads the same headings and tables."""
    import pypandoc  # of make test-all

    file = tmp_path / f"record.{ending}"
    file.write_bytes(files[ending])
    read = in_opendocument if ending == "odt" else in_word

    assert read_html(pypandoc.convert_file(str(file), "html")) == read(files[ending])


def test_fields_of_the_pdf(files: dict[str, bytes], content: Content) -> None:
    """Three pages; a field for each blank, named for a listener; those of a row take several lines."""
    record = record_of(content)
    pages, fields = in_pdf(files["pdf"])
    reader = pypdf.PdfReader(BytesIO(files["pdf"]))
    told = [str(one.label) for one in record.heads]
    for visit in (1, 2, 3):
        told.append(record.place(record.date, visit).told)
        told += [record.place(one, visit, row).told for row in range(1, 6) for one in record.columns]

    assert len(pages) == 3
    assert fields == told

    for number, page in enumerate(pages, start=1):
        assert f"Support visit {number}" in page
        assert all(column.label in page for column in record.columns)

    several = [name for name, one in (reader.get_fields() or {}).items() if int(one.get("/Ff", 0)) & 1 << 12]

    assert len(several) == 75


def test_a_pdf_is_filled_in_and_read_again(files: dict[str, bytes]) -> None:
    """Another program fills in accents and lines, and finds them there again."""
    writer = pypdf.PdfWriter(BytesIO(files["pdf"]))
    words = {"leader": "Siân O’Brien", "visit-2-row-3-impact": "From 61 % to 74 %\nin two terms"}
    for page in writer.pages:
        writer.update_page_form_field_values(page, words, auto_regenerate=False)
    stream = BytesIO()
    writer.write(stream)
    found = pypdf.PdfReader(stream).get_form_text_fields()

    assert {name: found[name] for name in words} == words
    assert [name for name, value in found.items() if value] == list(words)


def test_word_controls_say_their_names(files: dict[str, bytes], content: Content) -> None:
    """Each blank of the document for Word is a control with the same name as in the PDF."""
    text = ZipFile(BytesIO(files["docx"])).read("word/document.xml").decode()
    names = re.findall(r'<w:alias w:val="([^"]+)"/>', text)
    numbers = re.findall(r'<w:id w:val="([0-9]+)"/>', text)

    assert names == in_pdf(files["pdf"])[1]
    assert len(set(numbers)) == len(names) == 81


def test_tables_help_those_who_cannot_see_them(files: dict[str, bytes]) -> None:
    """In British English, with rows of headings that come again on the next page, and described."""
    word = ZipFile(BytesIO(files["docx"]))
    body, styles = word.read("word/document.xml").decode(), word.read("word/styles.xml").decode()
    open_document = ZipFile(BytesIO(files["odt"])).read("content.xml").decode()

    assert (body.count("<w:tblHeader"), body.count("<w:tblCaption"), body.count("<w:tblDescription")) == (
        3,
        3,
        3,
    )
    assert set(re.findall(r'<w:lang w:val="([^"]+)"', styles)) == {"en-GB"}
    assert (open_document.count("<table:table-header-rows>"), open_document.count("<table:desc>")) == (3, 3)
    assert odfdo.Document(BytesIO(files["odt"])).get_language() == "en-GB"
    assert word.read("docProps/core.xml").decode().count("en-GB") == 1


# --- for everybody ----------------------------------------------------------------------------------------


def test_the_pdf_is_tagged(files: dict[str, bytes]) -> None:
    """Every field is tagged as one and drawn, Tab goes by the tags, and every font is in the file."""
    reader = pypdf.PdfReader(BytesIO(files["pdf"]))
    root = reader.trailer["/Root"]
    widgets = [one.get_object() for page in reader.pages for one in page["/Annots"]]
    letters = root["/AcroForm"]["/DR"]["/Font"]["/Letters"]["/FontDescriptor"]

    assert (bool(root["/MarkInfo"]["/Marked"]), root["/Lang"]) == (True, "en-GB")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert {page["/Tabs"] for page in reader.pages} == {"/S"}
    assert {one["/Subtype"] for one in widgets} == {"/Widget"}
    assert all("/N" in one["/AP"] and "/StructParent" in one and "/A" not in one for one in widgets)
    assert sorted(_tags(root["/StructTreeRoot"])) == ["/Form"] * len(widgets)
    assert len(letters["/FontFile2"].get_data()) > 100_000


def _tags(above: pypdf.generic.DictionaryObject) -> list[str]:
    """The tags right above what is no text: the fields."""
    below = above.get("/K", [])
    found = []
    for one in below if isinstance(below, list) else [below]:
        inner = one.get_object()
        if isinstance(inner, dict):
            found += [above["/S"]] if inner.get("/Type") == "/OBJR" else _tags(inner)
    return found


def test_a_checker_finds_no_error(files: dict[str, bytes], tmp_path: Path) -> None:
    """pdfua, which reads the tags with no part of ours, finds nothing; outloud is asked by make test-all."""
    file = tmp_path / "record.pdf"
    file.write_bytes(files["pdf"])

    assert list(pdfua.validate(str(file)).findings) == []


@pytest.mark.slow
def test_a_stricter_checker_finds_no_error(files: dict[str, bytes], tmp_path: Path) -> None:
    """outloud finds no error; its warnings are that a blank form has blank cells, which is what it is for."""
    import outloud  # of make test-all

    file = tmp_path / "record.pdf"
    file.write_bytes(files["pdf"])
    found = outloud.check(str(file)).findings

    assert {(one.severity, one.rule) for one in found} == {("warning", "TBL-012")}


# --- one source, and the same bytes -----------------------------------------------------------------------


@pytest.mark.whole
def test_a_change_of_the_one_source_is_in_all_four(own_world: Path, today: datetime.date) -> None:
    """Other labels, one row more and one visit fewer: on the page and in each file."""
    file = own_world / "support-record.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in (
        ("visits: 2", "visits: 1"),
        ("rows: 2", "rows: 3"),
        ("What changed", "'The \"real\" change & why'"),
    ):
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    content = load(own_world).content

    assert content

    files, page = made(content), pages_of(content, today)["/support-record/"]
    top = ['What & why Say "what".', "Who", 'The "real" change & why A measure.']
    title = "Record of Support & Care"

    assert in_opendocument(files["odt"]) == ([title, "Visit 1"], [[top, *[[""] * 3] * 3]])
    assert in_word(files["docx"]) == ([title, "Visit 1"], [[top, *[[""] * 3] * 3]])
    assert in_pdf(files["pdf"])[1][-1] == 'The "real" change & why, Visit 1, row 3'
    assert len(in_pdf(files["pdf"])[1]) == 2 + 3 * 3
    assert [one.text for one in page.all("th")] == ["What & why", "Who", 'The "real" change & why']
    assert [one.text for one in page.all("label")][-1] == 'The "real" change & why'
    assert page.values("data-fill")[-1] == "visit-1-row-3-impact"


def test_the_same_bytes_each_time(
    files: dict[str, bytes], content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever and in whatever part of the world it is made: no file holds a date, a time or a draw."""
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)

    assert made(content) == files

    monkeypatch.undo()
    time.tzset()
    for ending in ("odt", "docx"):
        parts = ZipFile(BytesIO(files[ending])).infolist()

        assert {part.date_time for part in parts} == {(1980, 1, 1, 0, 0, 0)}

    assert ZipFile(BytesIO(files["odt"])).infolist()[0].filename == "mimetype"
    assert files["odt"][30:77] == b"mimetypeapplication/vnd.oasis.opendocument.text"
    assert b"dcterms:created" not in ZipFile(BytesIO(files["docx"])).read("docProps/core.xml")
    assert pypdf.PdfReader(BytesIO(files["pdf"])).metadata.creation_date is None


def test_they_stay_small(files: dict[str, bytes]) -> None:
    """A phone takes each at once; what the PDF weighs is its letters."""
    assert {
        ending: len(body) < most * 1000
        for (ending, body), most in zip(files.items(), (10, 60, 300), strict=True)
    } == {ending: True for ending in ENDINGS}


@pytest.mark.whole
def test_documents_are_made_once(
    own_world: Path, tmp_path: Path, today: datetime.date, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second build takes them from the cache; other words, or other code, and they are made anew."""
    options = Options(content=own_world, out=tmp_path / "site", today=today, cache=tmp_path / "kle")
    count, make = [0], documents.files

    def counting(*given: object) -> dict[str, bytes]:
        count[0] += 1
        return make(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(documents, "files", counting)
    build(options)
    first = (tmp_path / "site/support-record/support-record.odt").read_bytes()
    build(options)

    assert count == [1]

    file = own_world / "support-record.yaml"
    file.write_text(file.read_text("utf-8").replace("A measure.", "A number."), encoding="utf-8")
    build(options)

    assert count == [2]
    assert (tmp_path / "site/support-record/support-record.odt").read_bytes() != first

    file.unlink()
    outcome = build(options)

    assert outcome.report
    assert not (tmp_path / "site/support-record").exists()
