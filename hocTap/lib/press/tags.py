"""What each mark on pages written directly is, in the order of reading, and what the file says of itself.

With both such a file is PDF/A-3a for archives and PDF/UA-1 for people, as pages laid out from HTML are.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from hocTap.lib.heavy import Later
from hocTap.lib.pdf import FOR_PEOPLE

pikepdf = Later("pikepdf")

METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="A" />
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
</rdf:Description>
{people}</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


class Element:
    """A part of the text, from a table to a cell: it holds parts, or words; `says` is what it tells beside them."""

    __slots__ = ("kids", "kind", "says", "written")

    def __init__(self, kind: str, parent: Element | None = None, **says: Any) -> None:
        self.kind, self.says = kind, says
        self.kids: list[Element | tuple[int, int]] = []
        self.written: Any = None
        if parent is not None:
            parent.kids.append(self)


def artifact(marks: str) -> str:
    """Marks that nobody reads: lines, the head of a table repeated, the number of a page."""
    return f"/Artifact BMC {marks} EMC" if marks else ""


class Tags:
    """The parts of one file, written page after page."""

    def __init__(self) -> None:
        self.document = Element("Document")
        self._pages: list[list[Element]] = [[]]
        self._kinds: dict[str, Any] = {}

    def put(self, marks: str, element: Element) -> str:
        """The marks as content of the element, on the page that is being written."""
        page = self._pages[-1]
        element.kids.append((len(self._pages) - 1, len(page)))
        page.append(element)
        return f"/{element.kind} <</MCID {len(page) - 1}>> BDC {marks} EMC"

    def paragraph(self, marks: str) -> str:
        return self.put(marks, Element("P", self.document)) if marks else ""

    def turn(self) -> None:
        """What follows stands on the next page."""
        self._pages.append([])

    def tie(self, file: Any, pages: Sequence[Any]) -> None:
        """Write the parts into the file, behind those that it has already; `pages` are the objects of its pages."""
        root = file.Root.get("/StructTreeRoot")
        if root is None:
            root = file.Root.StructTreeRoot = file.make_indirect(
                pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, K=pikepdf.Array())
            )
            root.K.append(self._written(file, pages, self.document, root))
            root.ParentTree = file.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array()))
        else:
            self._into(file, pages, root.K[0] if isinstance(root.K, pikepdf.Array) else root.K)
        numbers = root.ParentTree.Nums
        first = max((int(number) for number in list(numbers)[::2]), default=-1) + 1
        for number, (page, held) in enumerate(zip(pages, self._pages, strict=False), start=first):
            page.StructParents, page.Tabs = number, pikepdf.Name.S
            numbers.append(number)
            numbers.append(file.make_indirect(pikepdf.Array([each.written for each in held])))
        root.ParentTreeNextKey = first + len(pages)

    def _into(self, file: Any, pages: Sequence[Any], document: Any) -> None:
        if not isinstance(document.get("/K"), pikepdf.Array):
            document.K = pikepdf.Array([document.K] if "/K" in document else [])
        for kid in self.document.kids:
            if isinstance(kid, Element):
                document.K.append(self._written(file, pages, kid, document))

    def _written(self, file: Any, pages: Sequence[Any], element: Element, parent: Any) -> Any:
        """The element and what it holds; the words of one are on one page, those of its parts anywhere.

        A book of 10.000 lines has 80.000 cells: most hold one run of words or nothing, and are written at once.
        """
        facts: dict[str, Any] = {"/S": self._kind(element.kind), "/P": parent}
        facts |= {f"/{key}": said for key, said in element.says.items()}
        parts = []
        numbers: list[int] = []
        for kid in element.kids:
            if isinstance(kid, Element):
                parts.append(kid)
            else:
                facts["/Pg"] = pages[kid[0]]
                numbers.append(kid[1])
        if numbers:
            facts["/K"] = numbers[0] if len(numbers) == 1 else numbers
        own = element.written = file.make_indirect(pikepdf.Dictionary(facts))
        if parts:
            own.K = pikepdf.Array([self._written(file, pages, part, own) for part in parts])
        return own

    def _kind(self, kind: str) -> Any:
        """The name of a kind, made once."""
        found = self._kinds.get(kind)
        if found is None:
            found = self._kinds[kind] = pikepdf.Name(f"/{kind}")
        return found


def heads(table: Element, number: int) -> list[Element]:
    """The row of a table that heads so many columns."""
    row = Element("TR", table)
    says = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Column)
    return [Element("TH", row, A=says) for _ in range(number)]


def cells(table: Element | None, number: int) -> list[Element]:
    """A row of so many cells."""
    row = Element("TR", table)
    return [Element("TD", row) for _ in range(number)]


def declare(file: Any, title: str) -> None:
    """What the file says of itself: language, title, colours, PDF/A-3a and PDF/UA-1."""
    file.Root.Lang = "vi"
    file.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    file.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    said = METADATA.format(title=escape(title), people=FOR_PEOPLE).encode()
    file.Root.Metadata = file.make_indirect(
        pikepdf.Stream(file, said, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    )
    profile = file.make_indirect(pikepdf.Stream(file, _colours(), N=3, Alternate=pikepdf.Name.DeviceRGB))
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier="sRGB IEC61966-2.1",
        DestOutputProfile=profile,
    )
    file.Root.OutputIntents = pikepdf.Array([file.make_indirect(intent)])


def _colours() -> bytes:
    """The profile of sRGB that comes with WeasyPrint, read without loading it."""
    found = importlib.util.find_spec("weasyprint")
    (folder,) = (found.submodule_search_locations if found else None) or [""]
    return (Path(folder) / "pdf" / "sRGB2014.icc").read_bytes()
