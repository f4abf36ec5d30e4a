"""The office's own parts of a review: figures that its words name as fields, and first words proposed from the figures.

"{gia_dinh_ti_le}" in the words is filled in from the figures each time the document is put together, so that words stay
true when figures are fetched anew. What is proposed stands beside the part, marked, until somebody takes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from awards.titles.kinds import TitleKind
from hocTap.lib import vi
from reports.enums import Slot
from reports.paper.parts import Table, TableRow
from reports.papers.matter import filled
from reports.review import spec
from reports.review.document import Figure, Review
from reports.review.results import MET, NOT_MET

FIELDS = {title.indicator: "_".join(vi.fold(title.kind.label).split()[:-2]) for title in spec.TITLES}
"""By the figure's key, what a title is called in a field: "gia_dinh" for Gia đình học tập, "dong_ho"."""
FLOW_FIELDS = {
    "centre-classes": "so_lop",
    "centre-attendances": "luot_nguoi",
    "fund-raised": "tien_van_dong",
    "scholarship-count": "so_suat",
    "scholarship-amount": "tien_hoc_bong",
    "commended-collectives": "tap_the",
    "commended-individuals": "ca_nhan",
}
KEYS = (*FIELDS, *FLOW_FIELDS)
UNKNOWN = "(chưa có số liệu)"


@dataclass(frozen=True)
class Offer:
    """Words for a part that somebody may take: `raw` with its fields, `shown` as they read today."""

    key: str
    label: str
    raw: str
    shown: tuple[str, ...]


def fields_of(review: Review) -> dict[str, str]:
    """What every field stands for: of each title number, base and rate; of the stage what adds up over its years."""
    found: dict[str, str] = {}
    for key, name in FIELDS.items():
        figure = review.figures.get(key)
        found[name] = _number(figure, figure.numerator if figure else None)
        found[f"{name}_tong"] = _number(figure, figure.denominator if figure else None)
        found[f"{name}_ti_le"] = f"{figure.printed}{_of_how_many(figure)}" if figure and _is_known(figure) else UNKNOWN
    for key, name in FLOW_FIELDS.items():
        figure = review.figures.get(key)
        found[name] = _number(figure, figure.numerator if figure else None) + (_of_how_many(figure) if figure else "")
    return found


def _of_how_many(figure: Figure) -> str:
    """A number of a part never passes for the whole: " (số của 2/16 phường)"."""
    if not figure.basis or figure.numerator is None:
        return ""
    return f" ({figure.basis if figure.basis.startswith('số') else f'số của {figure.basis}'})"


def _is_known(figure: Figure | None) -> bool:
    return figure is not None and figure.numerator is not None


def _number(figure: Figure | None, number: int | None) -> str:
    return UNKNOWN if figure is None or number is None else vi.whole(number)


def in_words(narrative: Mapping[str, str], review: Review) -> dict[str, str]:
    """The office's words with their fields filled in. Raises Refused for a field that no review knows."""
    fields = fields_of(review)
    return {slot: filled(words, fields) for slot, words in narrative.items()}


def proposed(review: Review, stage: str) -> dict[str, str]:
    """First words for the parts that figures say something about, by part: what was reached, and what is left to do.

    Direction and proposals are nothing that figures know. `stage` is "giai đoạn 2012 - 2020".
    """
    return {
        Slot.ASSESSMENT.value: "\n".join(_assessed(review, stage)),
        Slot.ORIENTATION.value: "\n".join(_ahead(review)),
    }


def _assessed(review: Review, stage: str) -> Iterator[str]:
    reached = [
        f"{TitleKind(key.removesuffix('-rate')).label} đạt {{{name}_ti_le}}"
        for key, name in FIELDS.items()
        if _is_known(review.figures.get(key))
    ]
    if reached:
        yield f"Kết quả {stage}: tỉ lệ {_listed(reached)}."
    done = [
        words
        for key, words in (
            ("centre-classes", "mở {so_lop} lớp, chuyên đề tại trung tâm học tập cộng đồng"),
            ("centre-attendances", "phục vụ {luot_nguoi} lượt người học"),
            ("fund-raised", "vận động quỹ khuyến học được {tien_van_dong} đồng"),
            ("scholarship-count", "trao {so_suat} suất học bổng"),
        )
        if (figure := review.figures.get(key)) and figure.numerator
    ]
    if done:
        yield f"Trong {stage} đã {_listed(done)}."
    missed = [f"{_cell(row, 1)} ({_cell(row, 6)}, mức đề ra {_cell(row, 3)})" for row in _targets(review, NOT_MET)]
    if missed:
        yield f"Hạn chế: chưa đạt mục tiêu về {_listed(missed)}."
    elif _targets(review, MET):
        yield "Các chỉ tiêu có số liệu để đối chiếu đều đạt mục tiêu đề ra."


def _ahead(review: Review) -> Iterator[str]:
    if kept := [_cell(row, 1) for row in _targets(review, MET)]:
        yield f"Giữ vững và nâng cao kết quả đã đạt về {_listed(kept)}."
    if missed := [f"{_cell(row, 1)} (mức đề ra {_cell(row, 3)})" for row in _targets(review, NOT_MET)]:
        yield f"Tập trung khắc phục để đạt mục tiêu về {_listed(missed)}."
    if any(table.notes and table.notes[0].startswith("Chưa có số liệu") for table in _tables(review)):
        yield "Tổ chức thu thập đủ số liệu của các chỉ tiêu chưa có số liệu để đối chiếu."


def _tables(review: Review) -> list[Table]:
    return [table for table in review.tables if table.key == "targets"]


def _targets(review: Review, verdict: str) -> list[TableRow]:
    return [row for table in _tables(review) for row in table.rows if row.cells[-1].text == verdict]


def _cell(row: TableRow, place: int) -> str:
    return row.cells[place].text


def _listed(parts: Sequence[str]) -> str:
    """Each once, with semicolons: parts have commas of their own, and two decisions may ask for the same."""
    return "; ".join(dict.fromkeys(parts))


def offers(review: Review, stage: str, earlier: Mapping[str, str], called: str) -> dict[str, list[Offer]]:
    """By part, what may be taken: the proposal from the figures, and the words of the report before (`called`)."""
    fields, own = fields_of(review), proposed(review, stage)
    found: dict[str, list[Offer]] = {}
    for slot in Slot:
        sources = (
            ("de-xuat", "Lời đề xuất từ số liệu", own.get(slot.value, "")),
            ("truoc", f"Lời của {called}", earlier.get(slot.value, "")),
        )
        found[slot.value] = [
            Offer(f"{slot.value}/{key}", label, raw, tuple(filled(raw, fields).splitlines()))
            for key, label, raw in sources
            if raw.strip()
        ]
    return found
