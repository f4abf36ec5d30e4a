"""What of figures waits for a person: sheets to fill and to mend, sheets to approve, totals of an office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from hocTap.lib import vi
from hocTap.lib.addresses import address_of
from hocTap.lib.waiting import Waiting
from indicators.enums import Action, State
from indicators.models import Step, Submission
from indicators.optional import is_asked
from indicators.work import Task, Work, is_last_in, read_sheets, work_of
from units.enums import Role
from units.models import User

KIND = "Báo cáo số liệu"
SENT_BACK = (State.RETURNED, State.REOPENED)


def sheets_waiting(user: User, today: dt.date) -> list[Waiting]:
    """Sheets of the officer's units, sheets that wait for the office, its own totals. A fixed number of queries."""
    return list(lines_of(work_of(user, today)))


def lines_of(work: Work) -> Iterator[Waiting]:
    """The same of work that was read already; one query more where something came back."""
    reasons = _reasons([task.submission for task in work.tasks if task.submission and task.state in SENT_BACK])
    for task in work.tasks:
        yield _to_fill(task, reasons)
    for sheet in work.totals:
        yield Waiting(
            f"totals-{sheet.pk}",
            "Số tổng hợp đang nhập" if sheet.own_total else "Báo cáo của chính đơn vị đang nhập",
            f"{sheet.unit_as.name} – {sheet.period.label}",
            address_of("indicators:submission-entry", sheet.pk),
            "Nhập tiếp",
            facts=(sheet.form.title,),
            state=sheet.state,
            state_label=sheet.get_state_display(),
            back=sheet.state == State.RETURNED,
        )
    today_first = bool(work.waiting) and getattr(work.waiting[0], "stands", True)
    for sheet in work.waiting:
        yield _to_approve(sheet, past=today_first and not getattr(sheet, "stands", True))
    if (more := work.waiting_count - len(work.waiting)) > 0:
        yield Waiting(
            "approvals-more",
            "Báo cáo chờ duyệt",
            f"Còn {vi.whole(more)} báo cáo khác chờ duyệt",
            f"{address_of('indicators:submission-list')}?state={State.SUBMITTED.value}",
            "Xem danh sách",
            tasks=more,
            count=more,
        )


def _to_fill(task: Task, reasons: dict[int, str]) -> Waiting:
    sheet, period = task.submission, task.period
    back = bool(sheet and task.state in SENT_BACK)
    verb = "Xem lý do và sửa" if back else "Nhập tiếp" if sheet else "Bắt đầu nhập"
    sends = {} if sheet else {"unit": task.unit.pk, "form": task.form.pk, "period": period.pk}
    where = address_of("indicators:submission-entry", sheet.pk) if sheet else address_of("indicators:submission-start")
    return Waiting(
        f"sheet-{task.unit.pk}-{task.form.pk}-{period.pk}",
        KIND,
        f"{task.form.title} – {period.label}",
        where,
        verb,
        due=period.due_on,
        back=back,
        past=not task.stands,
        facts=tuple(filter(None, (_name(task), period.note))),
        reason=reasons.get(sheet.pk, "") if sheet and back else "",
        state=task.state,
        state_label=task.state_label,
        sends=sends,
    )


def _name(task: Task) -> str:
    """The unit; one that is no more with its last day, since its heir may bear the same name."""
    last = None if task.stands else task.standing.valid_to
    return f"{task.standing.name} (đến {vi.day(last)})" if last else task.standing.name


def _to_approve(sheet: Submission, *, past: bool) -> Waiting:
    """A sheet that waits for the office; `past` where its unit ended and sheets of units of today wait as well."""
    over = getattr(sheet, "above", "")
    above = f" ({over})" if over else ""
    own = ("số tổng hợp",) if sheet.own_total else ()
    sent = f"gửi lúc {vi.moment(sheet.submitted_at)}, {sheet.submitted_by}" if sheet.submitted_at else ""
    return Waiting(
        f"approval-{sheet.pk}",
        "Báo cáo chờ duyệt",
        f"{sheet.unit_as.name}{above} – {sheet.period.label}",
        sheet.get_absolute_url(),
        "Xem và duyệt",
        facts=(sheet.form.title, *own),
        note=sent,
        past=past,
        since=sheet.submitted_at,
    )


def _reasons(sheets: Collection[Submission]) -> dict[int, str]:
    """Why each came back last, by the sheet's id; one query, none when nothing came back."""
    if not sheets:
        return {}
    steps = Step.objects.filter(submission__in=[each.pk for each in sheets], action__in=[Action.RETURN, Action.REOPEN])
    return dict(steps.order_by("at", "pk").values_list("submission", "reason"))


def sheets_ahead(user: User, today: dt.date) -> list[Waiting]:
    """Deadlines of periods that are announced and not open yet, for the officer's units."""
    if not user.holds(Role.WARD_OFFICER):
        return []
    sheets = read_sheets(user)
    return [
        Waiting(
            f"sheet-{version.unit_id}-{form.pk}-{period.pk}",
            KIND,
            f"{form.title} – {period.label}",
            address_of("home"),
            due=period.due_on,
            facts=(version.name,),
        )
        for version in sheets.versions.values()
        for form in sheets.forms.values()
        if form.unit_kind == version.kind
        for period in sheets.periods.values()
        if period.kind == form.period_kind and period.opens_on > today
        if is_last_in(version, period, sheets.versions.values()) and form.in_force_on(period.ends_on)
        if is_asked(version.unit_id, form, period, sheets.uses)
    ]
