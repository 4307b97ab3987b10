"""The Support Record as files to take away: OpenDocument, Word, and a PDF with fields to fill in.

Each is laid out by what is best at it: a template of ODF's own XML, python-docx, and Typst, whose links
pikepdf turns into fields. None holds a date, so that the same words give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from kle_site.assets import TEMPLATES
from kle_site.cache import digest
from kle_site.county import Site
from kle_site.support_record import Blank, SupportRecord

if TYPE_CHECKING:
    import pikepdf
    from docx.document import Document
    from docx.text.paragraph import Paragraph

# What makes them is imported by the functions that do: it is slow, and few builds need it.

STEM = "/support-record/support-record"
"""The site path of each file, less its ending."""
LAYOUTS = TEMPLATES / "documents"
MADE_BY = ("font-source-sans-pro", "jinja2", "pikepdf", "pillow", "python-docx", "typst")

PAPER = 27.3
"""Centimetres between the margins of a landscape sheet of A4."""
LEFT = 10
"""Centimetres that are left for the rows of a visit, below all that the first page holds."""
INK = "123F52"
SCHEME = "field:"
"""How the link that stands where a field is to come begins."""


def key(record: SupportRecord, site: Site) -> str:
    """Return the key of everything that the files are made from."""
    layouts = (file.read_bytes() for file in sorted(LAYOUTS.rglob("*")) if file.is_file())
    made_by = (f"{name} {version(name)}" for name in MADE_BY)
    return digest([json.dumps(_sheet(record, site)), *made_by, Path(__file__).read_bytes(), *layouts])


def files(record: SupportRecord, site: Site) -> dict[str, bytes]:
    """Return the three files: site path → bytes, the same each time."""
    sheet = _sheet(record, site)
    return {f"{STEM}.odt": _odt(sheet), f"{STEM}.docx": _docx(sheet), f"{STEM}.pdf": _pdf(sheet)}


def _sheet(record: SupportRecord, site: Site) -> dict[str, Any]:
    """Return what every layout is handed: the record's words, and each blank with its name."""
    told: dict[str, str] = {}

    def place(blank: Blank, *where: int) -> dict[str, str]:
        found = record.place(blank, *where)
        told[found.name] = found.told
        return {"label": blank.label, "name": found.name, "told": found.told}

    shares = {one.slug: 3 if one.wide else 2 for one in record.columns}
    return {
        "title": record.title,
        "about": record.about,
        "privacy": record.privacy,
        "publisher": site.organisation.name,
        "foot": f"{site.title}, {site.organisation.name}",
        "about_table": f"A row for each focus, up to {record.rows}. The columns: {record.series}.",
        "scheme": SCHEME,
        "told": told,
        "height": LEFT / record.rows,
        "columns": [
            {"label": one.label, "hint": one.hint, "width": PAPER * shares[one.slug] / sum(shares.values())}
            for one in record.columns
        ],
        "heads": [place(one) for one in record.heads],
        "visits": [
            {
                "label": f"{record.visit} {visit}",
                "date": place(record.date, visit),
                "rows": [
                    [place(one, visit, row) for one in record.columns] for row in range(1, record.rows + 1)
                ],
            }
            for visit in range(1, record.visits + 1)
        ],
    }


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip of parts in their order, all of the first day that a zip can tell."""
    stream = BytesIO()
    with ZipFile(stream, "w") as file:
        for name, body in parts.items():
            info = ZipInfo(name)
            info.external_attr = 0o644 << 16
            # OpenDocument wants its first part to be read without unpacking.
            info.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            file.writestr(info, body)
    return stream.getvalue()


# --- OpenDocument -----------------------------------------------------------------------------------------


def _odt(sheet: Mapping[str, Any]) -> bytes:
    import jinja2

    env = jinja2.Environment(loader=jinja2.FileSystemLoader(LAYOUTS / "odt"), autoescape=True)
    env.undefined, env.trim_blocks = jinja2.StrictUndefined, True
    parts = {"mimetype": b"application/vnd.oasis.opendocument.text"}
    for name in ("META-INF/manifest.xml", "meta.xml", "styles.xml", "content.xml"):
        parts[name] = env.get_template(name).render(record=sheet).encode()
    return _zipped(parts)


# --- Word -------------------------------------------------------------------------------------------------


def _docx(sheet: Mapping[str, Any]) -> bytes:
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    document = docx.Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.2)
    section.footer_distance = Cm(0.6)
    section.footer.paragraphs[0].text = sheet["foot"]
    _word_styles(document)
    properties = document.core_properties
    properties.title, properties.author, properties.language = sheet["title"], sheet["publisher"], "en-GB"
    properties.comments = ""
    for date in properties._element.xpath("dcterms:created | dcterms:modified"):
        properties._element.remove(date)
    document.add_heading(sheet["title"], 1)
    document.add_paragraph(f"{sheet['about']} ").add_run(sheet["privacy"]).bold = True
    for place in sheet["heads"]:
        _named(document.add_paragraph(), place)
    for visit in sheet["visits"]:
        heading = document.add_heading(visit["label"], 2)
        heading.paragraph_format.page_break_before = visit is not sheet["visits"][0]
        _named(document.add_paragraph(), visit["date"])
        _word_table(document, sheet, visit)
    stream = BytesIO()
    document.save(stream)
    with ZipFile(stream) as made:
        return _zipped({name: made.read(name) for name in made.namelist()})


def _word_styles(document: Document) -> None:
    """Set letters and distances; python-docx begins with a template whose headings are a faint blue."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for name, size in {"Normal": 10.5, "Heading 1": 20, "Heading 2": 14, "Footer": 8.5}.items():
        style: Any = document.styles[name]
        style.font.name, style.font.size = "Arial", Pt(size)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(0), Pt(4)
        fonts = style.element.rPr.rFonts
        for theme in [one for one in fonts.attrib if one.endswith("Theme")]:
            del fonts.attrib[theme]
        if name.startswith("Heading"):
            style.font.color.rgb = RGBColor.from_string(INK)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _word_table(document: Document, sheet: Mapping[str, Any], visit: Mapping[str, Any]) -> None:
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.shared import Cm, Pt

    columns = sheet["columns"]
    table = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    for name, value in (("w:tblCaption", visit["label"]), ("w:tblDescription", sheet["about_table"])):
        table._tbl.tblPr.append(_xml(name, value))
    table.rows[0]._tr.get_or_add_trPr().append(_xml("w:tblHeader"))
    for cell, column in zip(table.rows[0].cells, columns, strict=True):
        cell.paragraphs[0].add_run(column["label"]).bold = True
        if column["hint"]:
            cell.add_paragraph().add_run(column["hint"]).font.size = Pt(8.5)
    for places in visit["rows"]:
        row = table.add_row()
        row.height, row.height_rule = Cm(sheet["height"]), WD_ROW_HEIGHT_RULE.AT_LEAST
        row._tr.get_or_add_trPr().append(_xml("w:cantSplit"))
        for cell, place in zip(row.cells, places, strict=True):
            _control(cell.paragraphs[0], place)
    for held, column in zip(table.columns, columns, strict=True):
        held.width = Cm(column["width"])


def _named(paragraph: Paragraph, place: Mapping[str, str]) -> None:
    paragraph.add_run(f"{place['label']}: ").bold = True
    _control(paragraph, place)


def _control(paragraph: Paragraph, place: Mapping[str, str]) -> None:
    """Add a box for words that says its name to whoever cannot see where it stands."""
    control, told, held = _xml("w:sdt"), _xml("w:sdtPr"), _xml("w:sdtContent")
    told.extend([_xml("w:alias", place["told"]), _xml("w:tag", place["name"])])
    told.append(_xml("w:id", str(int(digest([place["name"]])[:7], 16))))
    told.extend([_xml("w:showingPlcHdr"), _xml("w:text", **{"w:multiLine": "1"})])
    run = paragraph.add_run("\u2002" * 5)  # gone at the first letter
    held.append(run._r)
    control.extend([told, held])
    paragraph._p.append(control)


def _xml(name: str, value: str | None = None, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(name)
    for key_, text in ({"w:val": value} if value is not None else attributes).items():
        element.set(qn(key_), text)
    return element


# --- PDF --------------------------------------------------------------------------------------------------


def _pdf(sheet: Mapping[str, Any]) -> bytes:
    """Return a tagged PDF: Typst lays it out with a link for each blank, and each link becomes a field.

    So position, place in the reading order and tag of a field are those that Typst gave to its link.
    """
    import pikepdf
    import typst
    from pikepdf import Array, Dictionary, Name

    package = find_spec("font_source_sans_pro")
    if package is None or package.origin is None:
        raise FileNotFoundError("font-source-sans-pro is not installed: run make site")
    folder = Path(package.origin).parent / "files"
    raw = typst.compile(
        LAYOUTS / "support-record.typ",
        root=LAYOUTS,
        format="pdf",
        font_paths=[folder],
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        sys_inputs={"record": json.dumps(sheet)},
    )
    stream = BytesIO()
    with pikepdf.open(BytesIO(raw)) as pdf:
        font = _letters(pdf, (folder / "SourceSansPro-Regular.ttf").read_bytes())
        fields = [_field(pdf, page, link, sheet["told"]) for page in pdf.pages for link in page.Annots]
        resources = Dictionary(Font=Dictionary(Letters=font))
        pdf.Root.AcroForm = Dictionary(Fields=Array(fields), DR=resources)
        for one in pdf.objects:
            if isinstance(one, Dictionary) and one.get("/S") == Name.Link:  # the tag of what was a link
                one.S = Name.Form
        pdf.save(stream, deterministic_id=True)
    return stream.getvalue()


def _field(pdf: pikepdf.Pdf, page: Any, link: Any, told: Mapping[str, str]) -> Any:
    """Turn a link into a field for words, empty, and drawn as such."""
    from pikepdf import Dictionary, Name, String

    name = str(link.A.URI).removeprefix(SCHEME)
    left, low, right, high = (float(side) for side in link.Rect)
    empty = pdf.make_stream(b"/Tx BMC EMC")
    empty.Type, empty.Subtype, empty.BBox = Name.XObject, Name.Form, [0, 0, right - left, high - low]
    for gone in ("/A", "/Border", "/Contents"):
        del link[gone]
    link.Subtype, link.FT, link.P = Name.Widget, Name.Tx, page.obj
    link.T, link.TU = String(name), String(told[name])
    link.Ff = 1 << 12 if high - low > 30 else 0  # several lines, where there is room
    link.DA = String("/Letters 0 Tf 0 g")  # 0: as large as fits, so that nothing typed is cut off
    link.AP = Dictionary(N=empty)
    return link


def _letters(pdf: pikepdf.Pdf, raw: bytes) -> Any:
    """Return a font, whole, for what people will type: any letter of Western Europe."""
    from pikepdf import Dictionary, Name
    from PIL import ImageFont

    face = ImageFont.truetype(BytesIO(raw), 1000, layout_engine=ImageFont.Layout.BASIC)
    letters = bytes(range(32, 256)).decode("cp1252", "replace")
    widths = [round(face.getlength(letter)) for letter in letters]
    above, below = face.getmetrics()
    file = pdf.make_stream(raw)
    file.Length1 = len(raw)
    name = Name("/SourceSansPro-Regular")
    about = Dictionary(Type=Name.FontDescriptor, FontName=name, Flags=32, ItalicAngle=0, StemV=80)
    about.Ascent, about.Descent, about.CapHeight = above, -below, 660
    about.FontBBox, about.FontFile2 = [0, -below, max(widths), above], file
    font = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=name, Encoding=Name.WinAnsiEncoding)
    font.FirstChar, font.LastChar, font.Widths = 32, 255, widths
    font.FontDescriptor = pdf.make_indirect(about)
    return pdf.make_indirect(font)
