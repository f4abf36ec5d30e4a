"""What was published before: the catalogue of sources, a source with its statements, both entered and corrected."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hocTap.lib.answers import act, held, posted
from hocTap.lib.tables import export_xlsx, show_page, wants_xlsx, xlsx_url
from indicators.enums import Verdict
from reports.models import PublishedFigure, PublishedSource
from reports.permissions import can_keep_statements
from reports.statements import workflow
from reports.statements.forms import PaperChange, PaperForm, StatementChange, StatementForm, VoidForm
from reports.statements.tables import SourceTable, StatementTable
from reports.statements.verdicts import judged, own_verdict
from reports.views.scorecard import read_unit
from units.http import UserRequest
from units.models import Lineage
from units.naming import full_names

ROWS_A_PAGE = 50
STATEMENTS_A_PAGE = 200


@require_safe
def printed_list(request: UserRequest, unit_pk: int) -> HttpResponse:
    """The sources of the unit and of all that ever stood under it, as far as the person reads their figures."""
    unit = read_unit(request, unit_pk)
    below = Lineage.objects.filter(ancestor=unit).values("descendant")
    said = Count("figures", filter=Q(figures__voided_at__isnull=True))
    rows = PublishedSource.objects.visible_to(request.user).filter(unit__in=below).annotate(said=said)
    table = SourceTable(rows)  # type: ignore[no-untyped-call]
    table.contradicting, table.names = _contradicting(rows), full_names({each.unit_id for each in rows})
    table.export_url = xlsx_url(request)
    show_page(request, table, ROWS_A_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, "nguon-da-cong-bo")
    keeps = can_keep_statements(request.user, unit)
    own = any(each.unit_id == unit.pk and not each.is_void for each in rows)
    context = {"unit": unit, "table": table, "may_keep": keeps, "may_bring": keeps and own}
    return render(request, "reports/printed_list.html", context)


def _contradicting(sources: Any) -> Counter[int]:
    """How many statements of each source contradict themselves: one query."""
    figures = PublishedFigure.objects.filter(source__in=sources.values("pk"), voided_at__isnull=True)
    return Counter(each.source_id for each in figures if own_verdict(each).verdict == Verdict.CONTRADICTS)


def _source(request: UserRequest, pk: int, *, to_keep: bool = False) -> PublishedSource:
    """A source whose unit's figures the person reads; to write on it also for whoever keeps it."""
    sources = PublishedSource.objects.visible_to(request.user).select_related("unit")
    source = get_object_or_404(held(request, sources), pk=pk)
    if to_keep and not can_keep_statements(request.user, source.unit):
        raise PermissionDenied
    return source


def _statement(request: UserRequest, pk: int) -> PublishedFigure:
    sources = PublishedSource.objects.visible_to(request.user)
    rows = PublishedFigure.objects.filter(source__in=sources.values("pk")).select_related("source__unit")
    figure = get_object_or_404(held(request, rows), pk=pk)
    if not can_keep_statements(request.user, figure.source.unit):
        raise PermissionDenied
    return figure


@require_http_methods(["GET", "HEAD", "POST"])
def printed_add(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = read_unit(request, unit_pk)
    if not can_keep_statements(request.user, unit):
        raise PermissionDenied

    def do(data: dict[str, Any]) -> str:
        made = workflow.add_source(unit, PaperForm.paper(data), by=request.user, at=timezone.now())
        return made.get_absolute_url()

    return act(
        request,
        PaperForm(posted(request)),
        do,
        title="Ghi nguồn đã công bố",
        back=reverse("reports:printed-list", args=[unit.pk]),
        done="Đã ghi nguồn. Hãy ghi từng câu, hoặc nạp từ Excel.",
        lead=f"Văn bản hay bài viết đã công bố số liệu của {unit}. Số được giữ đúng như đã in.",
        button="Ghi nguồn",
        context={"parent": "Số liệu đã công bố"},
    )


@require_safe
def printed_source(request: UserRequest, pk: int) -> HttpResponse:
    source = _source(request, pk)
    figures = source.figures.order_by("voided_at", "ordinal")
    rows = judged(source, figures)
    keeps = can_keep_statements(request.user, source.unit) and not source.is_void
    table = StatementTable(rows, may_keep=keeps)
    table.export_url = xlsx_url(request)
    show_page(request, table, STATEMENTS_A_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, "so-da-cong-bo")
    standing = [each for each in rows if not each.figure.is_void]
    tally = Counter(each.verdict for each in standing)
    context = {
        "source": source,
        "table": table,
        "may_keep": keeps,
        "tally": [(verdict.label, tally[verdict]) for verdict in Verdict if tally[verdict]],
        "changes": _changes(source),
        "illustrative": any(each.ours.illustrative for each in rows if each.ours),
    }
    return render(request, "reports/printed_source.html", context)


def _changes(source: PublishedSource) -> list[Any]:
    """Each version of the statements that were changed, from the first one on, newest first."""
    kept: Any = PublishedFigure.history
    changed = kept.filter(source=source, history_type="~").values("id")
    rows = kept.filter(source=source, id__in=changed).select_related("history_user")
    return list(rows.order_by("-history_date", "-history_id")[:50])


@require_http_methods(["GET", "HEAD", "POST"])
def printed_change(request: UserRequest, pk: int) -> HttpResponse:
    source = _source(request, pk, to_keep=True)

    def do(data: dict[str, Any]) -> str:
        return workflow.change_source(
            source, PaperForm.paper(data), data["reason"], at=timezone.now()
        ).get_absolute_url()

    return act(
        request,
        PaperChange(posted(request), source=source),
        do,
        title="Sửa nguồn đã công bố",
        back=source.get_absolute_url(),
        done="Đã sửa nguồn.",
        context={"parent": source},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def printed_void(request: UserRequest, pk: int) -> HttpResponse:
    source = _source(request, pk, to_keep=True)

    def do(data: dict[str, Any]) -> str:
        workflow.void(source, data["reason"], by=request.user, at=timezone.now())
        return reverse("reports:printed-list", args=[source.unit_id])

    number = source.figures.filter(voided_at__isnull=True).count()
    return act(
        request,
        VoidForm(posted(request)),
        do,
        title="Hủy nguồn ghi nhầm",
        back=source.get_absolute_url(),
        done="Đã hủy nguồn. Nguồn và các câu vẫn xem được, không còn dùng trong báo cáo tổng kết.",
        lead=f"{source}, cùng {number} câu đã ghi. Không ghi lại được vào nguồn đã hủy.",
        button="Hủy nguồn",
        context={"parent": source},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def statement_add(request: UserRequest, pk: int) -> HttpResponse:
    source = _source(request, pk, to_keep=True)

    def do(data: dict[str, Any]) -> str:
        workflow.add_statements(source, [StatementForm.statement(data)], by=request.user, at=timezone.now())
        return source.get_absolute_url()

    return act(
        request,
        StatementForm(posted(request)),
        do,
        title="Ghi một câu đã công bố",
        back=source.get_absolute_url(),
        done="Đã ghi câu.",
        lead="Chép đúng như nguồn in, cả chữ “gần”, “trên”, “khoảng” và số chữ số thập phân.",
        context={"parent": source},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def statement_change(request: UserRequest, pk: int) -> HttpResponse:
    figure = _statement(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.change_statement(figure, StatementForm.statement(data), data["reason"])
        return figure.source.get_absolute_url()

    return act(
        request,
        StatementChange(posted(request), figure=figure),
        do,
        title=f"Sửa câu: {figure.label}",
        back=figure.source.get_absolute_url(),
        done="Đã sửa câu; bản trước vẫn xem được.",
        context={"parent": figure.source},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def statement_void(request: UserRequest, pk: int) -> HttpResponse:
    figure = _statement(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.void(figure, data["reason"], by=request.user, at=timezone.now())
        return figure.source.get_absolute_url()

    return act(
        request,
        VoidForm(posted(request)),
        do,
        title=f"Hủy câu: {figure.label}",
        back=figure.source.get_absolute_url(),
        done="Đã hủy câu.",
        lead=f"{figure} ({figure.place}).",
        button="Hủy câu",
        context={"parent": figure.source},
    )
