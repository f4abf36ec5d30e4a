"""Fills in the results of a workbook's formulas, for viewers that do not calculate: openpyxl cannot write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from decimal import Decimal

from lxml import etree

Cached = int | Decimal | str | None

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"


def with_cached_values(workbook: bytes, values: Mapping[str, Mapping[str, Cached]]) -> bytes:
    """The workbook with a result beside each formula: sheet name → cell → value.

    Numbers become numbers, words words. A formula without a value here keeps none. Raises KeyError for a sheet that
    the workbook does not have.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source:
        paths = _paths(source)
        wanted = {paths[name]: cells for name, cells in values.items()}
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
            for entry in source.infolist():
                content = source.read(entry)
                cells = wanted.get(entry.filename)
                copy.writestr(entry, _filled(content, cells) if cells else content)
    return target.getvalue()


def _paths(source: zipfile.ZipFile) -> dict[str, str]:
    """Where each sheet's file is: the workbook names sheets by relationship, the relationship names the file."""
    links = {
        link.get("Id"): str(link.get("Target"))
        for link in etree.fromstring(source.read("xl/_rels/workbook.xml.rels")).iter(f"{_PACKAGE}Relationship")
    }
    sheets = etree.fromstring(source.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    return {str(sheet.get("name")): _absolute(links[sheet.get(f"{_OFFICE}id")]) for sheet in sheets}


def _absolute(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _filled(content: bytes, cells: Mapping[str, Cached]) -> bytes:
    sheet = etree.fromstring(content)
    for cell in sheet.iter(f"{_MAIN}c"):
        if cell.find(f"{_MAIN}f") is not None:
            _fill(cell, cells.get(str(cell.get("r"))))
    return etree.tostring(sheet, xml_declaration=True, encoding="UTF-8", standalone=True)


def _fill(cell: etree._Element, value: Cached) -> None:
    if value is None:
        return
    result = cell.find(f"{_MAIN}v")
    if result is None:
        result = etree.SubElement(cell, f"{_MAIN}v")
    result.text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, str):
        cell.set("t", "str")
    elif "t" in cell.attrib:
        del cell.attrib["t"]
