"""Classes and talks of a learning centre from a list: judged as its page judges one, written and voided whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from awards.uploads.enums import Outcome
from awards.uploads.importing import Context, Decision, Importer, Made, OneOf, create, match, near, refuse, the_one
from awards.uploads.reading import Row
from awards.uploads.templates import Column, Kind, Template
from awards.uploads.words import same_name
from hocTap.lib import vi
from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused
from units import workflow
from units.centres import rules
from units.centres.enums import Held, Topic
from units.enums import Role
from units.models import CentreCourse, LearningCentre, Unit
from units.workflow import CentreDesk

Key = tuple[str, dt.date]

TEMPLATE = Template(
    code="lop-chuyen-de",
    version=1,
    title="Danh sách lớp, chuyên đề của trung tâm",
    instructions=(
        "Mỗi dòng một lớp hoặc chuyên đề đã mở. Chỉ diễn ra một ngày thì để trống ngày kết thúc. Một người dự nhiều "
        "buổi là nhiều lượt; số người khác nhau chưa biết thì để trống. Không ghi tên học viên."
    ),
    columns=(
        Column("title", "Tên lớp, chuyên đề", required=True, width=36, longest=200),
        Column(
            "topic",
            "Nhóm nội dung",
            Kind.CHOICE,
            required=True,
            once=True,
            width=30,
            also=(
                ("xóa mù", Topic.LITERACY.label),
                ("phổ cập", Topic.LITERACY.label),
                ("pháp luật", Topic.KNOWLEDGE.label),
                ("sức khỏe", Topic.KNOWLEDGE.label),
                ("phổ biến kiến thức", Topic.KNOWLEDGE.label),
                ("dạy nghề", Topic.EXTENSION.label),
                ("khuyến nông", Topic.EXTENSION.label),
                ("tin học", Topic.DIGITAL.label),
                ("kỹ năng số", Topic.DIGITAL.label),
                ("chuyển đổi số", Topic.DIGITAL.label),
                ("văn hóa", Topic.CULTURE.label),
                ("văn nghệ", Topic.CULTURE.label),
                ("thể thao", Topic.CULTURE.label),
            ),
        ),
        Column(
            "held",
            "Ai tổ chức",
            Kind.CHOICE,
            width=24,
            help="Để trống nếu trung tâm tự tổ chức.",
            also=(("tự tổ chức", Held.OWN.label), ("trung tâm", Held.OWN.label), ("phối hợp", Held.JOINT.label)),
        ),
        Column("partner", "Đơn vị phối hợp", width=26, longest=160),
        Column("starts_on", "Ngày khai giảng", Kind.DAY, required=True, width=14),
        Column("ends_on", "Ngày kết thúc", Kind.DAY, width=14),
        Column("sessions", "Số buổi", Kind.WHOLE, width=9, largest=rules.MOST_SESSIONS),
        Column("attendances", "Số lượt người", Kind.WHOLE, required=True, width=12, largest=rules.MOST_ATTENDANCES),
        Column("people", "Số người", Kind.WHOLE, width=10, largest=rules.MOST_ATTENDANCES),
        Column(
            "reason",
            "Giải trình",
            width=24,
            longest=300,
            help="Chỉ ghi khi số lượt người nhiều hơn số buổi × số người, hoặc hơn 500 người một buổi.",
        ),
    ),
)


class ClassImporter(Importer):
    """Classes of a centre that count for a ward which it serves; known by title and first day."""

    kind = "classes"
    names_people = False
    role = Role.WARD_OFFICER
    template = TEMPLATE
    may_leave_out = True

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        return {"topic": [str(label) for label in Topic.labels], "held": [str(label) for label in Held.labels]}

    def options_form(self, unit: Unit, data: Mapping[str, Any] | None = None) -> forms.Form:
        return OneOf("centre", "Trung tâm", [(each.pk, each.name) for each in centres_of(unit)], data)

    def back(self, unit: Unit) -> tuple[str, str]:
        centre = next(iter(centres_of(unit)), None)
        return (centre.name, centre.get_absolute_url()) if centre else super().back(unit)

    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """New, there already, near one that is there, or refused; in a fixed number of queries."""
        judge = _Judge(centre_of(context), rows, context)
        return [judge.judge(row) for row in rows]

    def apply(self, decisions: Sequence[Decision], context: Context) -> Made:
        courses = [each.payload for each in decisions if each.outcome == Outcome.CREATE]
        made = workflow.enter_all(centre_of(context), courses, by=context.by, at=context.at) if courses else []
        return {"courses": made} if made else {}

    def rests(self, made: Made, context: Context) -> list[str]:
        return workflow.since_rows(_rows(made))

    def take_back(self, made: Made, context: Context, reason: str) -> None:
        workflow.void_all(_rows(made), reason=reason, by=context.by)


def _rows(made: Made) -> list[CentreCourse]:
    return list(CentreCourse.objects.filter(pk__in=made["courses"]).order_by("pk"))


def centres_of(unit: Unit) -> list[LearningCentre]:
    """The centres that serve the ward, or served it; one that stands comes first."""
    found = LearningCentre.objects.filter(services__ward=unit).distinct().order_by("sort_key", "pk")
    return sorted(found, key=lambda each: each.ended_on is not None)


def centre_of(context: Context) -> LearningCentre:
    """The centre chosen, or the only one of the ward. Raises Refused where there is none, or none is chosen."""
    return the_one(
        centres_of(context.unit),
        context,
        "centre",
        none=f"Chưa có trung tâm học tập cộng đồng nào phục vụ {context.unit} trong hệ thống.",
        which="Hãy chọn trung tâm của danh sách.",
    )


class _Judge:
    """Rows one after another, against the centre's books and the rows before."""

    def __init__(self, centre: LearningCentre, rows: Sequence[Row], context: Context) -> None:
        self.context, self.today = context, timezone.localdate(context.at)
        self.courses = {row.number: self._course(row, centre) for row in rows}
        self.desk = CentreDesk(centre, self.courses.values())
        days = {course.starts_on for course in self.courses.values()}
        kept = CentreCourse.objects.kept().filter(centre=centre, ward=context.unit, starts_on__in=days)
        self.there: dict[Key, CentreCourse] = {(same_name(each.title), each.starts_on): each for each in kept}
        self.alike = {(each.folded, each.starts_on): each for each in self.there.values()}
        self.seen: dict[Key, int] = {}

    def judge(self, row: Row) -> Decision:
        course = self.courses[row.number]
        key = (same_name(course.title), course.starts_on)
        if key in self.seen:
            return refuse(row, f"Trùng với dòng {self.seen[key]} của tệp (cùng tên, ngày khai giảng).", "title")
        self.seen[key] = row.line or row.number
        if held := self.there.get(key):
            return self._held(row, course, held)
        if course.held == Held.JOINT and not course.partner:
            return refuse(row, "Hãy ghi đơn vị nào đã tổ chức cùng trung tâm.", "partner")
        if course.sessions < 1:
            return refuse(row, "Số buổi phải từ 1 trở lên.", "sessions")
        try:
            self.desk.judge(course, self.today)
        except Doubtful as doubt:
            words = f"{' '.join(doubt.doubts)} Nếu đúng như vậy, hãy ghi lý do ở cột “Giải trình”."
            return refuse(row, words, "attendances", "reason")
        except Refused as reason:
            column = "people" if "Số người" in str(reason) else "starts_on"
            return refuse(row, str(reason), column)
        if alike := self.alike.get((vi.fold(course.title), course.starts_on)):
            return near(row, course, f"Gần giống “{alike.title}” cùng ngày đã có trong sổ.")
        return create(row, course)

    @staticmethod
    def _held(row: Row, course: CentreCourse, held: CentreCourse) -> Decision:
        """What the books have of that title and day is left alone, and refused where it says another number."""
        if (held.attendances, held.people or course.people) == (course.attendances, course.people or held.people):
            return match(row, None, "Đã có trong sổ; sổ được giữ nguyên.")
        words = f"Sổ đã có lớp này với {vi.whole(held.attendances)} lượt người. Muốn đổi, hãy sửa ở trang trung tâm."
        return refuse(row, words, "attendances")

    def _course(self, row: Row, centre: LearningCentre) -> CentreCourse:
        topics = {str(label): value for value, label in Topic.choices}
        held = {str(label): value for value, label in Held.choices}
        return CentreCourse(
            centre=centre,
            ward=self.context.unit,
            title=vi.nfc(row["title"]),
            topic=topics[row["topic"]],
            held=held.get(row["held"] or "", Held.JOINT if row["partner"] else Held.OWN),
            partner=row["partner"] or "",
            starts_on=row["starts_on"],
            ends_on=row["ends_on"] or row["starts_on"],
            sessions=1 if row["sessions"] is None else row["sessions"],
            attendances=row["attendances"],
            people=row["people"],
            explained=row["reason"] or "",
        )
