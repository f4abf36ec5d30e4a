"""The steps of a report: make, fetch the figures anew, write the text, issue. The only writer of its state."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_fsm import can_proceed

from hocTap.lib import vi
from hocTap.lib.refusals import Refused, Stale
from indicators.enums import Rounding
from reports import pdf
from reports.document import Document, digest, encode, with_narrative
from reports.enums import ReportAction, Slot
from reports.models import FIRST_YEAR, LAST_YEAR, Report, ReportFile, ReportStep
from reports.review import Setting, compose, gather, spec
from units.models import Unit, UnitVersion, User


@dataclass(frozen=True)
class Issue:
    """What văn thư gives a document when it is signed."""

    number: int
    issued_on: dt.date
    signer: str
    digest: str = ""
    """Of the document that the person had before their eyes, if known."""


def draft(unit: Unit, first: int, last: int, rounding: Rounding, *, by: User | None, at: dt.datetime) -> Report:
    """A new review as it would be made, not yet kept.

    Raises Refused for years out of order or range, for a unit that did not stand when the stage ended, and where no
    ward stood under it.
    """
    _refuse_years(first, last)
    as_of = last_day(last)
    standing = unit.on(as_of)
    if standing is None:
        raise Refused(f"Đơn vị không còn hoặc chưa có vào ngày {vi.day(as_of)}. Hãy chọn năm cuối khác.")
    report = Report(
        unit=unit,
        unit_as=standing,
        first_year=first,
        last_year=last,
        as_of=as_of,
        rounding=rounding,
        made_by=by,
        made_at=at,
        **_usual_heading(standing, first, last),
    )
    _store(report, _build(report))
    return report


@transaction.atomic
def make_report(unit: Unit, first: int, last: int, rounding: Rounding, *, by: User, at: dt.datetime) -> Report:
    """Make a review and keep it as a draft. Raises Refused as `draft`."""
    report = draft(unit, first, last, rounding, by=by, at=at)
    report.save()
    _log(report, ReportAction.MAKE, by, at)
    return report


@transaction.atomic
def rebuild(report: Report, *, by: User, at: dt.datetime) -> Report:
    """Fetch the approved figures anew; the text and the heading stay. Raises Stale once it is issued."""
    locked = _take(report)
    locked.revision += 1
    locked.made_by, locked.made_at = by, at
    _store(locked, _build(locked))
    locked.save(update_fields=["revision", "made_by", "made_at", "document", "digest"])
    return _log(locked, ReportAction.REBUILD, by, at)


@transaction.atomic
def write(report: Report, words: Mapping[str, str], *, by: User, at: dt.datetime) -> Report:
    """Change the office's own words and the heading; the figures stay as they are. Raises Stale once it is issued."""
    locked = _take(report)
    for name in WRITABLE:
        if name in words:
            setattr(locked, name, _tidied(words[name]))
    _store(locked, replace(locked.read(), heading=locked.heading))
    locked.save(update_fields=[*WRITABLE, "document", "digest"])
    return _log(locked, ReportAction.WRITE, by, at)


@transaction.atomic
def issue(report: Report, given: Issue, *, by: User, at: dt.datetime) -> Report:
    """Give number, day and signer, and archive the PDF: from then on nothing of it changes.

    Raises Stale when it is issued already or was changed since it was read; Refused for a number that is taken, a day
    still to come, no signer, or parts of the text that the office has not written.
    """
    locked = _take(report)
    if given.digest and given.digest != locked.digest:
        raise Stale("Báo cáo vừa có thay đổi sau khi trang được mở. Hãy xem lại rồi phát hành.")
    _refuse_issue(locked, given, at)
    locked.signer = vi.nfc(given.signer)
    locked.mark_issued(given.number, given.issued_on)
    document = replace(locked.read(), heading=locked.heading)
    _store(locked, document)
    _save_issued(locked)
    content = pdf.render(document)
    sha256 = hashlib.sha256(content).hexdigest()
    ReportFile.objects.create(report=locked, content=content, sha256=sha256, made_at=at)
    return _log(locked, ReportAction.ISSUE, by, at)


WRITABLE = (
    *(slot.value for slot in Slot),
    *("parent_body", "agency", "symbol", "place", "subject", "authority", "position", "recipients"),
)


def _save_issued(report: Report) -> None:
    fields = ["state", "number", "number_year", "issued_on", "signer", "document", "digest"]
    try:
        with transaction.atomic():
            report.save(update_fields=fields)
    except IntegrityError as clash:
        raise Refused(f"Số {report.number} đã dùng cho một báo cáo khác trong năm. Hãy ghi số khác.") from clash


def _refuse_issue(report: Report, given: Issue, at: dt.datetime) -> None:
    if given.number < 1:
        raise Refused("Số của báo cáo bắt đầu từ 1.")
    if not given.signer.strip():
        raise Refused("Hãy ghi họ và tên người ký.")
    if unwritten := unwritten_parts(report):
        raise Refused(f"Còn phần chưa viết: {', '.join(unwritten)}. Hãy viết rồi phát hành.")
    if given.issued_on > timezone.localtime(at).date():
        raise Refused("Ngày ban hành không được sau hôm nay.")
    taken = Report.objects.filter(
        unit=report.unit, kind=report.kind, number_year=given.issued_on.year, number=given.number
    )
    if taken.exists():
        raise Refused(f"Số {given.number} đã dùng cho một báo cáo khác trong năm. Hãy ghi số khác.")


def unwritten_parts(report: Report) -> list[str]:
    """The parts of the text that only the office can write and has not written: no report is issued without them."""
    return [slot.label for slot in Slot if not report.narrative[slot].strip()]


def last_day(year: int) -> dt.date:
    """The day a stage that ends with the year is as of. Raises Refused for a year that no report is made for."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.")
    return dt.date(year, 12, 31)


def _refuse_years(first: int, last: int) -> None:
    last_day(first), last_day(last)
    if first > last:
        raise Refused("Năm đầu phải trước hoặc bằng năm cuối.")


def _take(report: Report) -> Report:
    """The locked row, if it may still change."""
    locked = Report.objects.select_for_update(of=("self",)).select_related("unit", "unit_as").get(pk=report.pk)
    if not can_proceed(locked.mark_issued):
        raise Stale("Báo cáo đã phát hành nên không thay đổi được nữa. Hãy xem lại.")
    return locked


def _build(report: Report) -> Document:
    facts = gather(report.unit, report.unit_as, report.first_year, report.last_year, report.as_of, report.heading)
    return compose(facts, Setting(Rounding(report.rounding), report.made_at, report.revision))


def _store(report: Report, document: Document) -> None:
    """Keep the document with the office's words in it, as JSON gives it back, and its digest."""
    report.document = encode(with_narrative(document, report.narrative))
    report.digest = digest(report.document)


def _tidied(words: str) -> str:
    """Composed letters and single spaces, line by line."""
    return "\n".join(vi.nfc(line) for line in words.splitlines()).strip()


def _log(report: Report, action: ReportAction, by: User, at: dt.datetime) -> Report:
    ReportStep.objects.create(
        report=report, action=action, by=by, at=at, revision=report.revision, digest=report.digest
    )
    return report


def _usual_heading(standing: UnitVersion, first: int, last: int) -> dict[str, str]:
    """What stands around a review unless the office writes something else: the People's Committee issues it."""
    name = standing.name
    parent = standing.parent.on(last_day(last)) if standing.parent else None
    above = [f"Ủy ban nhân dân {parent.name}"] if parent else []
    return {
        "parent_body": "",
        "agency": f"ỦY BAN NHÂN DÂN\n{name.upper()}",
        "symbol": "BC-UBND",
        "place": place_of(name),
        "subject": _subject(name, first, last),
        "authority": "TM. ỦY BAN NHÂN DÂN",
        "position": "CHỦ TỊCH",
        "recipients": "\n".join([*above, "Ủy ban nhân dân các phường", "Lưu: VT, GDĐT"]),
    }


def place_of(name: str) -> str:
    """The place before the day: a unit named by a number keeps its level ("Quận 11"), others do not ("Minh Phụng")."""
    level, _, proper = name.partition(" ")
    if level == "Thành" or level == "Thị":
        proper = proper.partition(" ")[2]
    return name if not proper or proper[:1].isdigit() else proper


def _subject(name: str, first: int, last: int) -> str:
    if (first, last) == (2012, 2020):
        scheme = "Tổng kết thực hiện Đề án “Xây dựng xã hội học tập giai đoạn 2012 - 2020”"
    else:
        scheme = f"Kết quả xây dựng xã hội học tập {spec.stage_words(first, last)}"
    return f"{scheme} trên địa bàn {name}"
