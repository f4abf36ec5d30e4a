"""The review as a Word document: sections, tables, charts and annexes of the paper, its figures under control."""

from __future__ import annotations

import io
from functools import lru_cache

from hocTap.lib.heavy import Later
from reports.paper.parts import Chart, Section
from reports.papers.docx import Word
from reports.review.document import Review

vl_convert = Later("vl_convert")
shared = Later("docx.shared")

CHART_WIDTH = 160
"""Millimetres."""
SHARP = 2.5
"""Dots for each point of a chart as a picture."""


def render(review: Review) -> bytes:
    """The review as docx."""
    return ReviewWord(review).content


def places(review: Review) -> dict[str, str]:
    """Where each content control of the review's Word file stands, in words."""
    return ReviewWord(review).controls.places


class ReviewWord(Word):
    """Opening, numbered sections, signature, annexes that lie."""

    paper: Review

    @property
    def name(self) -> str:
        return "BÁO CÁO"

    @property
    def citation(self) -> str:
        return self.paper.heading.citation

    def write(self) -> None:
        paper = self.paper
        self._title()
        self._grounds()
        self._said(paper.opening)
        for section in paper.sections:
            self._section(section)
        if paper.replacing:
            self._line(paper.replacing, "Văn bản")
        self._said(paper.closing)
        self._keep_last()
        self._sign()
        for annex in paper.annexes:
            if annex.on_paper:
                self._annex(annex)

    def _section(self, section: Section) -> None:
        """The office's own words are its own to change: only what the site said is under control."""
        self._line(section.title, "Heading 1" if section.level == 1 else "Heading 2")
        for paragraph in section.paragraphs:
            if section.slot:
                self._line(paragraph.text, "Văn bản")
            else:
                self._said(paragraph.text)
        for table in section.tables:
            self._table(table, style="Ô bảng nhỏ")
        for chart in section.charts:
            self._chart(chart)

    def _chart(self, chart: Chart) -> None:
        line = self._line(chart.title, "Giữa dòng")
        line.paragraph_format.keep_with_next = True
        holder = self._line("", "Giữa dòng")
        placed = holder.add_run().add_picture(io.BytesIO(picture(chart.svg)), width=shared.Mm(CHART_WIDTH))
        placed._inline.docPr.set("descr", chart.description)
        for note in chart.notes:
            self._line("", "Nơi nhận").add_run(f"Ghi chú: {note}").italic = True


@lru_cache(maxsize=8)
def picture(svg: str) -> bytes:
    """The chart as PNG: Word shows no SVG in older versions. Nothing that it names is fetched."""
    made: bytes = vl_convert.svg_to_png(svg, scale=SHARP)
    return made
