"""Sets of criteria as everybody reads them, and what an administrator confirms."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from awards.titles import permissions, workflow
from awards.titles.criteria import is_used, unverified
from awards.titles.enums import LeftOutRule
from awards.titles.forms import CopyForm, RuleForm, SourceForm
from awards.titles.kinds import TitleKind
from awards.titles.models import CriteriaSet, Procedure
from awards.titles.workflow import AskedSet, ended_by
from hocTap.lib import vi
from hocTap.lib.answers import act, posted
from units.http import UserRequest
from units.naming import full_name


@require_safe
def criteria_list(request: UserRequest) -> HttpResponse:
    sets = list(CriteriaSet.objects.with_lines())
    procedures = list(Procedure.objects.select_related("jurisdiction"))
    titles = [
        (
            kind,
            [(each, unverified(each)) for each in sets if each.kind == kind],
            [each for each in procedures if each.kind == kind],
        )
        for kind in TitleKind
    ]
    return render(request, "awards/titles/criteria_list.html", {"titles": titles})


@require_safe
def criteria_detail(request: UserRequest, pk: int) -> HttpResponse:
    related = CriteriaSet.objects.with_lines().select_related("confirmed_by", "jurisdiction")
    criteria = get_object_or_404(related, pk=pk)
    context = {
        "criteria": criteria,
        "title": TitleKind(criteria.kind),
        "unverified": unverified(criteria),
        "may_confirm": permissions.can_confirm_criteria(request.user),
        "may_make": permissions.can_make_criteria(request.user),
        "may_edit": not is_used(criteria),
        "undecided": criteria.left_out == LeftOutRule.UNDECIDED,
        "source_form": SourceForm(),
        "rule_form": RuleForm(),
    }
    return render(request, "awards/titles/criteria_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def criteria_confirm(request: UserRequest, pk: int) -> HttpResponse:
    """Say that every line not yet checked agrees with the original."""
    criteria = get_object_or_404(CriteriaSet.objects.with_lines(), pk=pk)
    if not permissions.can_confirm_criteria(request.user):
        raise PermissionDenied
    open_lines = len(unverified(criteria))

    def confirm(data: dict[str, Any]) -> str:
        workflow.confirm(criteria, data["source"], by=request.user, at=timezone.now())
        return criteria.get_absolute_url()

    return act(
        request,
        SourceForm(posted(request)),
        confirm,
        title=f"Xác nhận: {criteria.name}",
        back=criteria.get_absolute_url(),
        done=f"Đã xác nhận {vi.whole(open_lines)} dòng theo văn bản gốc.",
        button="Xác nhận",
        ask=lambda data: (
            f"Sẽ xác nhận {vi.whole(open_lines)} dòng của “{criteria.name}” khớp với văn bản gốc ({data['source']}). "
            "Việc này không hoàn tác được."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def criteria_rule(request: UserRequest, pk: int) -> HttpResponse:
    """Choose what becomes of the points of lines that do not apply."""
    criteria = get_object_or_404(CriteriaSet, pk=pk)
    if not permissions.can_confirm_criteria(request.user):
        raise PermissionDenied

    def choose(data: dict[str, Any]) -> str:
        rule = LeftOutRule(data["rule"])
        workflow.choose_left_out_rule(criteria, rule, data["source"], by=request.user, at=timezone.now())
        return criteria.get_absolute_url()

    return act(
        request,
        RuleForm(posted(request), initial={"rule": criteria.left_out}),
        choose,
        title=f"Quy tắc cho mục không áp dụng: {criteria.name}",
        back=criteria.get_absolute_url(),
        done="Đã chọn quy tắc cho mục không áp dụng.",
    )


def copy_sentence(original: CriteriaSet, asked: AskedSet) -> str:
    """What the new set will hold, where and when, and which set ends before it."""
    ended = ended_by(original, asked)
    lines = sum(criterion.items.count() for criterion in original.criteria.all())
    place = full_name(asked.jurisdiction) if asked.jurisdiction else "cả nước"
    said = [
        f"Sẽ lập bộ “{asked.name}”, áp dụng {place}, năm xét {asked.years}, gồm "
        f"{vi.whole(original.criteria.count())} tiêu chí, {vi.whole(lines)} mục và {vi.whole(original.bands.count())} "
        f"xếp loại sao từ “{original}”.",
        *(
            f"Bộ “{each}” ({each.first_year}–{each.last_year or 'nay'}) sẽ hết năm {asked.first_year - 1}."
            for each in ended
        ),
        "Mọi mục của bộ mới là chưa đối chiếu: sửa xong, đối chiếu với văn bản gốc thì mới ký được quyết định.",
    ]
    return "\n".join(said)


@require_http_methods(["GET", "HEAD", "POST"])
def criteria_copy(request: UserRequest, pk: int) -> HttpResponse:
    """Make a set for other years or another place from this one."""
    criteria = get_object_or_404(CriteriaSet.objects.with_lines(), pk=pk)
    if not permissions.can_make_criteria(request.user):
        raise PermissionDenied("Chỉ người quản trị hệ thống lập bộ tiêu chí.")

    def copy(data: dict[str, Any]) -> str:
        return workflow.copy_set(criteria, AskedSet(**data), by=request.user).get_absolute_url()

    proposed = {name: getattr(criteria, name) for name in ("name", "issuer", "jurisdiction")}
    return act(
        request,
        CopyForm(posted(request), initial=proposed),
        copy,
        title=f"Lập bộ mới từ: {criteria.name}",
        back=criteria.get_absolute_url(),
        done="Đã lập bộ tiêu chí. Hãy sửa các mục rồi đối chiếu với văn bản gốc.",
        lead="Trang sau cho xem cả bộ mới; lập xong thì sửa từng mục.",
        button="Xem trước",
        context={"parent": criteria.name},
        ask=lambda data: copy_sentence(criteria, AskedSet(**data)),
        preview=lambda data: {
            "preview": "awards/titles/_criteria_lines.html",
            "criteria": criteria,
            "is_copy": True,
        },
    )
