"""The kinds of rows in a centre's books, by the word in their addresses."""

from __future__ import annotations

from dataclasses import dataclass

from units.centres.forms import CourseForm, EvaluationForm, FacilityForm, FundForm, MaterialForm, RecordForm, TermForm
from units.models import (
    CentreCourse,
    CentreEvaluation,
    CentreFacility,
    CentreFund,
    CentreMaterial,
    CentreRecord,
    CentreTerm,
)


@dataclass(frozen=True)
class Kind:
    """One kind: its model, its form, and the words on its pages."""

    slug: str
    model: type[CentreRecord]
    form: type[RecordForm]
    new: str
    done: str


KINDS = {
    kind.slug: kind
    for kind in (
        Kind("lop", CentreCourse, CourseForm, "Ghi lớp, chuyên đề", "Đã ghi lớp, chuyên đề."),
        Kind("nhan-su", CentreTerm, TermForm, "Ghi nhân sự", "Đã ghi nhân sự."),
        Kind("co-so", CentreFacility, FacilityForm, "Ghi cơ sở vật chất", "Đã ghi cơ sở vật chất."),
        Kind("kinh-phi", CentreFund, FundForm, "Ghi kinh phí", "Đã ghi kinh phí."),
        Kind("tai-lieu", CentreMaterial, MaterialForm, "Ghi tài liệu", "Đã ghi tài liệu."),
        Kind("tu-danh-gia", CentreEvaluation, EvaluationForm, "Ghi tự đánh giá", "Đã ghi tự đánh giá."),
    )
}
SLUGS = {kind.model: kind.slug for kind in KINDS.values()}
