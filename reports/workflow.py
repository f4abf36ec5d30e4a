"""The steps of a report: make, fetch the figures anew, write the text, issue, replace, withdraw, delete a draft.

The only writer of its state.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from hocTap.lib import collecting, vi
from hocTap.lib.steps import Kept, Refused, Stale, Transition, Transitions, needed, words
from indicators.enums import Rounding
from reports import archiving, ground
from reports.enums import Issuing, ReportAction, ReportState, Slot
from reports.issuers import Issuer, issuer_on, usual_heading
from reports.models import FIRST_YEAR, LAST_YEAR, DeletedDraft, Report, ReportStep, Withdrawal
from reports.paper.kept import digest, encode
from reports.paper.parts import with_narrative
from reports.paper.seals import with_seal
from reports.review.compose import compose, framed
from reports.review.document import Review
from reports.review.facts import Setting, gather
from reports.review.stage import Sheets, Stage, stage_of, standing_at_end
from reports.review.wording import in_words
from units import numbering
from units.enums import Numbered
from units.models import Unit, User

YEARLY = Sheets()
DRAFT, ISSUED = ReportState.DRAFT, ReportState.ISSUED
STEPS = Transitions(
    {
        ReportAction.REBUILD: Transition((DRAFT,), DRAFT),
        ReportAction.WRITE: Transition((DRAFT,), DRAFT),
        ReportAction.ISSUE: Transition((DRAFT,), ISSUED),
        ReportAction.REPLACE: Transition((ISSUED,), ReportState.REPLACED),
        ReportAction.WITHDRAW: Transition((ISSUED,), ReportState.WITHDRAWN),
        ReportAction.DELETE: Transition((DRAFT,), DRAFT),
    },
    kept=Kept(Report, "báo cáo số {}", ReportStep, "report_id"),
)


@dataclass(frozen=True)
class Issue:
    """What văn thư gives a document when it is signed."""

    number: int
    issued_on: dt.date
    signer: str
    digest: str = ""
    """Of the document that the person had before their eyes, if known."""


@dataclass(frozen=True)
class Withdrawing:
    """The paper that withdraws a report: number and symbol, day, signer, and why."""

    paper: str
    decided_on: dt.date
    signer: str
    reason: str


@dataclass(frozen=True)
class Choice:
    """What is chosen besides unit, years and rounding: the sheets, who signs, and on which day it is to be issued."""

    sheets: Sheets = YEARLY
    issuing: Issuing = Issuing.COMMITTEE
    issue_day: dt.date | None = None
    """Whose agency the heading names; the day of making, if none is given."""


USUAL = Choice()


def draft(
    unit: Unit,
    first: int,
    last: int,
    rounding: Rounding,
    *,
    by: User | None,
    at: dt.datetime,
    choice: Choice = USUAL,
) -> Report:
    """A new review as it would be made, not yet kept.

    Raises Refused for years out of order or range, for a unit that did not stand when the stage ended, where nothing
    that reports stood under it, and where there is no figure at all.
    """
    refuse_years(first, last)
    stage = stage_of(choice.sheets, first, last)
    standing = standing_at_end(unit, stage)
    report = Report(
        unit=unit,
        unit_as=standing,
        first_year=first,
        last_year=last,
        form_code=choice.sheets.form_code,
        period_kind=stage.kind,
        ordinal=choice.sheets.ordinal,
        starts_on=stage.starts_on,
        as_of=stage.ends_on,
        rounding=rounding,
        issuing=choice.issuing,
        made_by=by,
        made_at=at,
    )
    for name, value in _heading_on(report, choice.issue_day or timezone.localtime(at).date()).items():
        setattr(report, name, value)
    _store(report, _build(report))
    return report


@transaction.atomic
def make_report(
    unit: Unit,
    first: int,
    last: int,
    rounding: Rounding,
    *,
    by: User,
    at: dt.datetime,
    choice: Choice = USUAL,
) -> Report:
    """Make a review and keep it as a draft. Raises Refused as `draft`."""
    report = draft(unit, first, last, rounding, by=by, at=at, choice=choice)
    report.save()
    return _log(report, ReportAction.MAKE, by, at)


@transaction.atomic
def make_successor(report: Report, reason: str, *, by: User, at: dt.datetime) -> Report:
    """A draft that will replace an issued report: the same unit, years and words, with the figures of now.

    The old report stands until the draft is issued. Raises Stale unless the report is issued; Refused without a reason,
    or when such a draft is there already.
    """
    old = _locked(report)
    STEPS.target(ReportAction.REPLACE, old.state, "Báo cáo")
    if Report.objects.filter(replaces=old).exists():
        raise Refused("Đã có dự thảo thay thế báo cáo này. Hãy mở dự thảo đó.")
    choice = Choice(Sheets(old.form_code, old.ordinal), Issuing(old.issuing))
    made = draft(old.unit, old.first_year, old.last_year, Rounding(old.rounding), by=by, at=at, choice=choice)
    made.replaces = old
    made.replace_reason = needed(reason, "Hãy ghi lý do thay thế báo cáo.", name="Lý do thay thế")
    for name in WRITABLE if made.issuer_id == old.issuer_id else SLOTS:
        setattr(made, name, getattr(old, name))
    _store(made, replace(made.read(), heading=made.heading))
    made.save()
    return _log(made, ReportAction.MAKE, by, at)


@transaction.atomic
def delete_draft(report: Report, reason: str, *, by: User, at: dt.datetime) -> DeletedDraft:
    """Delete a draft; what it was, its steps, who deleted it and why stay. Raises Stale once it is issued."""
    locked = _take(report, ReportAction.DELETE)
    steps = [
        {"action": step.get_action_display(), "by": str(step.by), "at": vi.moment(step.at)}
        for step in locked.steps.select_related("by")
    ]
    kept = DeletedDraft.objects.create(
        unit=locked.unit,
        name=str(locked),
        as_of=locked.as_of,
        revision=locked.revision,
        digest=locked.digest,
        steps=steps,
        reason=needed(reason, "Hãy ghi lý do xóa dự thảo.", name="Lý do xóa"),
        by=by,
        at=at,
    )
    locked.steps.all().delete()
    locked.delete()
    return kept


@transaction.atomic
def withdraw(report: Report, given: Withdrawing, *, by: User, at: dt.datetime) -> Report:
    """Withdraw an issued report by a paper; both stay readable.

    Raises Stale unless it is issued; Refused without paper, signer or reason, and for a day before the report's own or
    still to come.
    """
    locked = _locked(report)
    target = STEPS.target(ReportAction.WITHDRAW, locked.state, "Báo cáo")
    if locked.issued_on and given.decided_on < locked.issued_on:
        raise Refused(f"Ngày thu hồi không được trước ngày phát hành ({vi.day(locked.issued_on)}).")
    if given.decided_on > timezone.localtime(at).date():
        raise Refused("Ngày thu hồi không được sau hôm nay.")
    Withdrawal.objects.create(
        report=locked,
        paper=needed(given.paper, "Hãy ghi số, ký hiệu văn bản thu hồi.", name="Số, ký hiệu", longest=60),
        decided_on=given.decided_on,
        signer=needed(given.signer, "Hãy ghi họ và tên người ký thu hồi.", name="Người ký", longest=120),
        reason=needed(given.reason, "Hãy ghi lý do thu hồi báo cáo.", name="Lý do thu hồi"),
        by=by,
        at=at,
    )
    return _end(locked, target, ReportAction.WITHDRAW, by, at)


def _end(report: Report, target: ReportState, action: ReportAction, by: User, at: dt.datetime) -> Report:
    """What an issued report becomes: nothing but its state changes."""
    report.state = target
    report.save(update_fields=["state"])
    return _log(report, action, by, at)


@transaction.atomic
def rebuild(report: Report, *, by: User, at: dt.datetime) -> Report:
    """Fetch the approved figures anew; the text and the heading stay. Raises Stale once it is issued."""
    locked = _take(report, ReportAction.REBUILD)
    locked.revision += 1
    locked.made_by, locked.made_at = by, at
    _store(locked, _build(locked))
    locked.save(update_fields=["revision", "made_by", "made_at", "ground", "document", "digest"])
    return _log(locked, ReportAction.REBUILD, by, at)


@transaction.atomic
def write(report: Report, texts: Mapping[str, str], *, by: User, at: dt.datetime) -> Report:
    """Change the office's own words and the heading; the figures stay as they are.

    Raises Stale once it is issued; Refused for words too long or with signs that no file can hold, and for the name of
    a figure that no review knows.
    """
    locked = _take(report, ReportAction.WRITE)
    for name in WRITABLE:
        if name in texts:
            setattr(locked, name, _tidied(locked, name, texts[name]))
    _store(locked, replace(locked.read(), heading=locked.heading))
    locked.save(update_fields=[*WRITABLE, "document", "digest"])
    return _log(locked, ReportAction.WRITE, by, at)


@transaction.atomic
def issue(report: Report, given: Issue, *, by: User, at: dt.datetime, by_worker: bool = False) -> Report:
    """Give number, day and signer, and archive the PDF: from then on nothing of it changes.

    A long print is left to the worker where a browser waits for the answer (`by_worker`).
    Raises Stale when it is issued already, was changed since it was read, or rests on figures that moved since they
    were fetched; Refused for a number that is taken, a day still to come, no signer, parts of the text that the
    office has not written, or while another report of the same unit and years stands. A report that it replaces gives
    way to it in the same act.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=report.unit_id)  # two of one stage are issued one after another
    locked = _take(report, ReportAction.ISSUE)
    if given.digest and given.digest != locked.digest:
        raise Stale("Báo cáo vừa có thay đổi sau khi trang được mở. Hãy xem lại rồi phát hành.")
    _refuse_issue(locked, given, at)
    _refuse_moved(locked)
    take_heading_of(locked, given.issued_on)
    locked.signer = words(given.signer, name="Họ và tên người ký", longest=120)
    locked.number, locked.number_year, locked.issued_on = given.number, given.issued_on.year, given.issued_on
    locked.state = STEPS.target(ReportAction.ISSUE, locked.state, "Báo cáo")
    _store(locked, with_seal(replace(locked.read(), heading=locked.heading)))
    _save_issued(locked)
    _log(locked, ReportAction.ISSUE, by, at)
    if by_worker and archiving.takes_long(locked.read_text()):
        archiving.put_off(locked)
    else:
        archiving.archive(locked, at=at)
    if locked.replaces:
        _give_way(locked.replaces, by, at)
    return locked


def _give_way(old: Report, by: User, at: dt.datetime) -> None:
    old = _locked(old)
    _end(old, STEPS.target(ReportAction.REPLACE, old.state, "Báo cáo được thay thế"), ReportAction.REPLACE, by, at)


INSTEAD = "Hãy mở báo cáo đó rồi lập báo cáo thay thế, hoặc thu hồi nó trước."
SLOTS = tuple(slot.value for slot in Slot)
HEADING = ("parent_body", "agency", "symbol", "place", "authority", "position", "recipients")
WRITABLE = (*SLOTS, "subject", *HEADING)


def take_heading_of(report: Report, day: dt.date) -> str:
    """Give the report the heading of the agency that issues on the day; what the office wrote itself stays.

    Returns what changes, in a sentence; nothing when the heading was that agency's already. Raises Refused when nobody
    can issue it on the day. Example: made by Quận 11 in June 2025 and signed in July, it is the city's to issue.
    """
    due = _heading_on(report, day)
    if report.issuer_id is None or (report.issuer_id, report.issuer_name) == (due["issuer"].pk, due["issuer_name"]):
        return ""
    old = _usual_of(report)
    for name, value in due.items():
        if name not in WRITABLE or getattr(report, name) == old.get(name):
            setattr(report, name, value)
    tie = f", {report.issuer_tie}" if report.issuer_tie else ""
    return f"Vào ngày {vi.day(day)} cơ quan ban hành là {report.issuer_name}{tie}: phần đầu và phần ký ghi theo đó."


def _heading_on(report: Report, day: dt.date) -> dict[str, Any]:
    """Who issues on the day, and the usual heading of it."""
    issuer = issuer_on(report.unit_as, day)
    usual = usual_heading(issuer, report.unit_as, report.stage, Issuing(report.issuing), day)
    return {"issuer": issuer.standing.unit, "issuer_tie": issuer.tie, **usual}


def _usual_of(report: Report) -> dict[str, str]:
    """The usual heading of the unit that the report names as its issuer."""
    issuer: Any = report.issuer
    version = issuer.versions.order_by("valid_from").last()
    by = Issuer(version, report.issuer_tie)
    day = version.valid_to or timezone.localtime(report.made_at).date()
    return usual_heading(by, report.unit_as, report.stage, Issuing(report.issuing), day)


def moved(report: Report) -> str:
    """Why a draft must be fetched again before it may be issued, in a sentence; empty when nothing moved."""
    if not report.ground:
        return "Dự thảo lập từ trước, chưa ghi nguồn lúc lấy số liệu."
    return ground.sentence(ground.changes_since([report]).get(report.pk, []), issued=False)


def _refuse_moved(report: Report) -> None:
    if why := moved(report):
        raise Stale(f"{why} Hãy lấy lại số liệu, xem lại rồi phát hành.")


def _save_issued(report: Report) -> None:
    issuer = ("issuer", "issuer_name", "issuer_tie", *HEADING)
    fields = ["state", "number", "number_year", "issued_on", "signer", *issuer, "document", "digest"]
    try:
        with transaction.atomic():
            report.save(update_fields=fields)
    except IntegrityError as clash:
        raise Refused(f"Số {report.number} đã dùng cho một báo cáo khác trong năm. Hãy ghi số khác.") from clash
    if report.number and report.issued_on:
        whose = report.issuer_id or report.unit_id
        given = numbering.Number(whose, report.symbol, report.number, report.issued_on)
        numbering.take(Numbered.REPORT, report.pk, given)


def _refuse_issue(report: Report, given: Issue, at: dt.datetime) -> None:
    if given.number < 1:
        raise Refused("Số của báo cáo bắt đầu từ 1.")
    if not given.signer.strip():
        raise Refused("Hãy ghi họ và tên người ký.")
    if unwritten := unwritten_parts(report):
        raise Refused(f"Còn phần chưa viết: {', '.join(unwritten)}. Hãy viết rồi phát hành.")
    if given.issued_on > timezone.localtime(at).date():
        raise Refused("Ngày ban hành không được sau hôm nay.")
    _refuse_too_early(report, given.issued_on)
    if other := standing_already(report):
        raise Refused(f"{other.paper_name} ({other}) đang có hiệu lực. {INSTEAD}")
    taken = Report.objects.filter(
        unit=report.unit, kind=report.kind, number_year=given.issued_on.year, number=given.number
    )
    if taken.exists():
        raise Refused(f"Số {given.number} đã dùng cho một báo cáo khác trong năm. Hãy ghi số khác.")


def standing_already(report: Report) -> Report | None:
    """Another report of the unit, stage and signing office that stands, other than the one that this one replaces."""
    stage = ("unit", "kind", "form_code", "period_kind", "ordinal", "first_year", "last_year", "issuing")
    same = Report.objects.listed().filter(state=ReportState.ISSUED, **{name: getattr(report, name) for name in stage})
    return same.exclude(pk__in=[pk for pk in (report.pk, report.replaces_id) if pk]).order_by("pk").first()


def _refuse_too_early(report: Report, day: dt.date) -> None:
    """A review is signed in its last year at the earliest, and not before the report that it replaces."""
    if day.year < report.last_year:
        raise Refused(f"Ngày ban hành {vi.day(day)} trước năm cuối của báo cáo ({report.last_year}). Hãy ghi lại ngày.")
    replaced = report.replaces.issued_on if report.replaces else None
    if replaced and day < replaced:
        raise Refused(f"Ngày ban hành không được trước ngày của báo cáo được thay thế ({vi.day(replaced)}).")


def unwritten_parts(report: Report) -> list[str]:
    """The parts of the text that only the office can write and has not written: no report is issued without them."""
    return [slot.label for slot in Slot if not report.narrative[slot].strip()]


def refuse_years(first: int, last: int) -> None:
    """Raises Refused for years out of order, or that no report is made for."""
    if not all(FIRST_YEAR <= year <= LAST_YEAR for year in (first, last)):
        raise Refused(f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.")
    if first > last:
        raise Refused("Năm đầu phải trước hoặc bằng năm cuối.")


def _take(report: Report, action: ReportAction) -> Report:
    """The locked row, if the step can be taken."""
    locked = _locked(report)
    STEPS.target(action, locked.state, "Báo cáo")
    return locked


def _locked(report: Report) -> Report:
    """The row under its lock. Raises Stale when somebody deleted it meanwhile."""
    rows = Report.objects.select_for_update(of=("self",)).select_related("unit", "unit_as", "replaces")
    locked = rows.filter(pk=report.pk).first()
    if locked is None:
        raise Stale("Dự thảo vừa bị người khác xóa. Hãy xem danh sách dự thảo đã xóa.")
    return locked


def _build(report: Report) -> Review:
    report.ground = ground.marks_now()
    with collecting.put_off():
        return _composed(report)


def _composed(report: Report) -> Review:
    facts = gather(report.unit, report.unit_as, _stage_of(report), report.heading, report.fetched_on)
    return compose(facts, Setting(Rounding(report.rounding), report.made_at, report.revision))


def _stage_of(report: Report) -> Stage:
    sheets = Sheets(report.form_code, report.ordinal)
    if report.starts_on is None:
        return stage_of(sheets, report.first_year, report.last_year)
    return Stage(sheets, report.period_kind, report.first_year, report.last_year, report.starts_on, report.as_of)


def _store(report: Report, document: Review) -> None:
    """Keep the document with the office's words in it, as JSON gives it back, and its digest."""
    document = framed(document, report.heading.issuer, report.issuer_tie, report.stage_told)
    with collecting.put_off():
        _keep(report, document)


def _keep(report: Report, document: Review) -> None:
    told = f"Báo cáo này thay thế {report.replaces.paper_name}." if report.replaces else ""
    report.document = encode(with_narrative(replace(document, replacing=told), in_words(report.narrative, document)))
    report.digest = digest(report.document)


def _tidied(report: Report, name: str, text: str) -> str:
    """Composed letters and single spaces, line by line."""
    field: Any = report._meta.get_field(name)
    return words(text, name=str(field.verbose_name).capitalize(), longest=field.max_length or 0, lines=True)


def _log(report: Report, action: ReportAction, by: User, at: dt.datetime) -> Report:
    ReportStep.objects.create(
        report=report, action=action, by=by, at=at, revision=report.revision, digest=report.digest
    )
    return report
