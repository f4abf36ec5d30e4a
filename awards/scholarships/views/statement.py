"""Báo cáo thu – chi of the funds of a unit: sums by period and level, no single line."""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from awards.scholarships import statement as statements
from awards.scholarships.cashbook import whole_months
from awards.scholarships.enums import Book
from awards.scholarships.forms.looking import StatementForm
from awards.scholarships.models import Entry, Fund
from awards.scholarships.permissions import can_report
from awards.scholarships.querysets import MONEY_ROLES
from hocTap.lib import vi
from hocTap.lib.dresses import as_word, wants_word, word_url
from hocTap.lib.http import download
from hocTap.lib.tables import TakenOut, wants_xlsx, xlsx_url
from units.enums import Role, UnitKind
from units.http import UserRequest
from units.models import Unit, UnitVersion, User

PDF = "in"
WIDEST_FIRST = (UnitKind.PROVINCE, UnitKind.DISTRICT, UnitKind.WARD)


@require_safe
def statement(request: UserRequest) -> HttpResponse:
    units = units_seen(request.user)
    first = units.values_list("pk", flat=True).first()
    if first is None:
        return render(request, "awards/scholarships/statement.html", {"form": None})
    form = StatementForm(request.GET, units, first, _usual(request.user))
    if not form.is_valid():
        if "don_vi" in form.errors and "don_vi_tim" not in request.GET:
            raise Http404
        return render(request, "awards/scholarships/statement.html", {"form": form}, status=422)
    data = form.cleaned_data
    seen = Fund.objects.visible_to(request.user)
    kept = request.user.units_kept(Role.FUND_OFFICER)
    keeps = not statements.funds_of(data["don_vi"], seen).exclude(unit__in=kept).exists()
    starts, ends = (data["tu"], data["den"]) if keeps else whole_months(data["tu"], data["den"])
    found = statements.build_statement(
        form.named(data["don_vi"]), data["don_vi"], Book(data["so"]), starts, ends, data["theo"], seen=seen
    )
    if wants_xlsx(request):
        return TakenOut(statements.as_xlsx(found), found.file_stem)
    if wants_word(request):
        return as_word(statements.as_word(found), found.file_stem)
    if PDF in request.GET:
        return download(statements.as_pdf(found), "application/pdf", f"{found.file_stem}.pdf", attached=False)
    printed = request.GET.copy()
    printed[PDF] = "1"
    context = {
        "keeps": keeps,
        "form": form,
        "statement": found,
        "excel": xlsx_url(request),
        "pdf": f"?{printed.urlencode()}",
        "word": word_url(request),
        "asked": _asked(form) if can_report(request.user, data["don_vi"]) else {},
    }
    return render(request, "awards/scholarships/statement.html", context)


def _asked(form: StatementForm) -> dict[str, str]:
    """The question that the page answers, for whoever makes a paper of it."""
    given = form.cleaned_data
    return {"so": given["so"], "tu": vi.day(given["tu"]), "den": vi.day(given["den"]), "theo": given["theo"]}


def units_seen(user: User) -> QuerySet[Unit]:
    """Units of the remit that have a fund, or have one below them; the widest first."""
    last = UnitVersion.objects.filter(unit=OuterRef("pk")).order_by("-valid_from")
    widest = Case(*[When(kind=kind, then=place) for place, kind in enumerate(WIDEST_FIRST)], default=len(WIDEST_FIRST))
    found = Unit.objects.filter(pk__in=user.lines_in_remit(*MONEY_ROLES).values("descendant")).filter(
        pk__in=Fund.objects.visible_to(user).values("unit__lines_up__ancestor")
    )
    told = found.annotate(kind=Subquery(last.values("kind")[:1]), named=Subquery(last.values("sort_key")[:1]))
    return told.order_by(widest, "named", "pk")


def _usual(user: User) -> dict[str, str]:
    """The cash book of the year of the last line that the person may see the sums of, month by month."""
    last = Entry.objects.visible_to(user).order_by("-made_on").values_list("made_on", flat=True).first()
    year = (last or timezone.localdate()).year
    return {
        "so": Book.CASH,
        "tu": vi.day(dt.date(year, 1, 1)),
        "den": vi.day(dt.date(year, 12, 31)),
        "theo": statements.MONTH,
    }
