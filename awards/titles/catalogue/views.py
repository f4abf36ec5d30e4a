"""Sets of criteria and procedures: read by everybody; edited, compared and confirmed by those who keep them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from awards.titles import permissions, workflow
from awards.titles.catalogue.forms import ConfirmForm, PaperForm, ProcedureForm, SetForm, WhyForm, WithdrawForm
from awards.titles.criteria import is_used, lacking, unverified, without_words
from awards.titles.enums import LeftOutRule
from awards.titles.forms import CopyForm, RuleForm, SourceForm
from awards.titles.kinds import TitleKind
from awards.titles.models import Band, CriteriaPaper, CriteriaSet, Procedure
from awards.titles.workflow import AskedSet, ended_by
from awards.titles.workflow.catalogue import Part, former_of, may_confirm, parts_of
from awards.titles.workflow.editing import USED, changes
from hocTap.lib import vi
from hocTap.lib.answers import act, held, posted, refused
from hocTap.lib.refusals import Refused
from hocTap.lib.tables import export_rows, wants_xlsx, xlsx_url
from units.http import UserRequest
from units.models import User
from units.naming import full_name

OTHERS = "Bộ chung cả nước do quản trị hệ thống giữ; bộ của tỉnh, thành phố do cơ quan phụ trách và người xét ở đó giữ."


@require_safe
def criteria_list(request: UserRequest) -> HttpResponse:
    sets = list(CriteriaSet.objects.with_lines().select_related("jurisdiction"))
    if wants_xlsx(request):
        return export_rows(request, "Bộ tiêu chí", SETS, lambda: map(_set_row, sets), len(sets))
    procedures = list(Procedure.objects.select_related("jurisdiction", "confirmed_by"))
    titles = [
        (
            kind,
            [(each, unverified(each)) for each in sets if each.kind == kind],
            [
                (each, permissions.keeps_criteria(request.user, each.jurisdiction_id))
                for each in procedures
                if each.kind == kind
            ],
        )
        for kind in TitleKind
    ]
    return render(request, "awards/titles/criteria_list.html", {"titles": titles, "excel": xlsx_url(request)})


SETS = (
    "Danh hiệu",
    "Bộ tiêu chí",
    "Nơi áp dụng",
    "Văn bản",
    "Từ năm",
    "Đến năm",
    "Cách tính",
    "Số dòng chưa đối chiếu",
)


def _set_row(criteria: CriteriaSet) -> Sequence[object]:
    years = [str(year) if year else None for year in (criteria.first_year, criteria.last_year)]
    of = (TitleKind(criteria.kind).label, criteria.name, str(criteria.jurisdiction or "cả nước"), criteria.citation)
    return *of, *years, criteria.get_mode_display(), len(unverified(criteria))


@require_safe
def criteria_detail(request: UserRequest, pk: int) -> HttpResponse:
    related = CriteriaSet.objects.with_lines().select_related("confirmed_by", "jurisdiction")
    criteria = get_object_or_404(related, pk=pk)
    keeps = permissions.keeps_criteria(request.user, criteria.jurisdiction_id)
    places = permissions.may_copy_for(request.user)
    slips = list(criteria.forms.select_related("confirmed_by"))
    context = {
        "criteria": criteria,
        "slips": slips,
        "title": TitleKind(criteria.kind),
        "unverified": unverified(criteria),
        "lacking": [*lacking(criteria), *without_words(slips)],
        "keeps": keeps,
        "may_make": places is None or bool(places),
        "may_edit": keeps and not is_used(criteria),
        "undecided": criteria.left_out == LeftOutRule.UNDECIDED,
        "rule_form": RuleForm(),
        "papers": criteria.papers.select_related("added_by").defer("content"),
        "some_confirmed": any(part.verified for part in parts_of(criteria).values()),
    }
    return render(request, "awards/titles/criteria_detail.html", context)


def kept_set(request: UserRequest, pk: int, *, edited: bool = False) -> CriteriaSet:
    """The set, for somebody who keeps it; locked while it is edited."""
    rows = CriteriaSet.objects.with_lines()
    criteria = get_object_or_404(held(request, rows) if edited else rows, pk=pk)
    if not permissions.keeps_criteria(request.user, criteria.jurisdiction_id):
        raise PermissionDenied(OTHERS)
    return criteria


@require_http_methods(["GET", "HEAD", "POST"])
def criteria_edit(request: UserRequest, pk: int) -> HttpResponse:
    """The whole set on one page; what it will change is said first, in numbers."""
    criteria = kept_set(request, pk, edited=True)
    back = criteria.get_absolute_url()
    if is_used(criteria):
        return refused(request, Refused(USED), back=back)
    form = SetForm(posted(request), criteria)

    def edit(_: dict[str, Any]) -> str:
        workflow.edit_set(criteria, form.draft, by=request.user)
        return back

    return act(
        request,
        form,
        edit,
        title=f"Sửa: {criteria.name}",
        back=back,
        done="Đã ghi bộ tiêu chí. Hãy nhờ người khác đối chiếu với văn bản gốc rồi xác nhận.",
        template="awards/titles/criteria_edit.html",
        context={"parent": criteria.name, "criteria": criteria},
        ask=lambda _: changes(criteria, form.draft).sentence,
    )


def in_words(criteria: CriteriaSet, part: Part) -> str:
    """A part of a set as the person compares it."""
    if isinstance(part, CriteriaSet):
        return "Phần đầu: số, ngày, năm áp dụng, cách tính, tên và điểm của các tiêu chí"
    where = f" ({part.place})" if part.place else ""
    if isinstance(part, Band):
        return f"Xếp loại {part}{where}"
    number = next(each.ordinal for each in criteria.criteria.all() if each.pk == part.criterion_id)
    return f"{number}.{part.ordinal} {part}{where}"


def lines_for(criteria: CriteriaSet, user: User, *, verified: bool) -> list[tuple[Part, str]]:
    """What the person may confirm, or withdraw, with its words."""
    parts = [part for part in parts_of(criteria).values() if part.verified == verified]
    return [(part, in_words(criteria, part)) for part in parts if verified or may_confirm(part, user)]


@require_http_methods(["GET", "HEAD", "POST"])
def criteria_confirm(request: UserRequest, pk: int) -> HttpResponse:
    """Say, line by line, what agrees with the original; who typed a line leaves it to somebody else."""
    criteria = kept_set(request, pk)
    shown = lines_for(criteria, request.user, verified=False)
    own = len(unverified(criteria)) - len(shown)
    lead = f"{vi.whole(own)} dòng do chính ông, bà ghi không có ở đây: phải người khác xác nhận." if own else ""

    def confirm(data: dict[str, Any]) -> str:
        workflow.confirm(criteria, data["source"], by=request.user, at=timezone.now(), only=data["parts"])
        return criteria.get_absolute_url()

    return act(
        request,
        ConfirmForm(posted(request), shown),
        confirm,
        title=f"Xác nhận: {criteria.name}",
        back=criteria.get_absolute_url(),
        done="Đã xác nhận các dòng theo văn bản gốc.",
        lead=f"Mở văn bản gốc, so từng dòng, đánh dấu những dòng đã khớp. {lead}".strip(),
        button="Xác nhận các dòng đã đánh dấu",
        context={"parent": criteria.name},
        ask=lambda data: (
            f"Sẽ xác nhận {vi.whole(len(data['parts']))} trong {vi.whole(len(shown))} dòng của “{criteria.name}” "
            f"khớp với văn bản gốc ({data['source']})."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def criteria_unconfirm(request: UserRequest, pk: int) -> HttpResponse:
    """Take a confirmation back: nothing more is signed by the set until the lines are confirmed again."""
    criteria = kept_set(request, pk)

    def withdraw(data: dict[str, Any]) -> str:
        workflow.withdraw_confirmation(criteria, data["parts"], data["reason"], by=request.user)
        return criteria.get_absolute_url()

    return act(
        request,
        WithdrawForm(posted(request), lines_for(criteria, request.user, verified=True)),
        withdraw,
        title=f"Rút xác nhận: {criteria.name}",
        back=criteria.get_absolute_url(),
        done="Đã rút xác nhận.",
        lead="Những quyết định đã ký vẫn giữ nguyên; chưa ký thêm được cho đến khi các dòng được xác nhận lại.",
        button="Rút xác nhận",
        context={"parent": criteria.name},
        ask=lambda data: (
            f"Sẽ rút xác nhận của {vi.whole(len(data['parts']))} dòng thuộc “{criteria.name}”; "
            "chưa ký thêm được quyết định theo bộ này cho đến khi xác nhận lại."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def paper_add(request: UserRequest, pk: int) -> HttpResponse:
    """Keep the original beside the set."""
    criteria = kept_set(request, pk)
    form = PaperForm(posted(request), request.FILES or None)

    def attach(_: dict[str, Any]) -> str:
        workflow.attach(criteria, *form.paper, by=request.user, at=timezone.now())
        return criteria.get_absolute_url()

    return act(
        request,
        form,
        attach,
        title=f"Gửi văn bản gốc: {criteria.name}",
        back=criteria.get_absolute_url(),
        done="Đã lưu văn bản gốc cạnh bộ tiêu chí.",
        button="Gửi tệp",
        context={"parent": criteria.name},
    )


@require_safe
def paper_file(request: UserRequest, pk: int) -> HttpResponse:
    """The original as it was sent in; everybody who reads the set reads it."""
    paper = get_object_or_404(CriteriaPaper, pk=pk)
    answer = HttpResponse(bytes(paper.content), content_type=paper.media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=paper.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def criteria_rule(request: UserRequest, pk: int) -> HttpResponse:
    """Choose what becomes of the points of lines that do not apply."""
    criteria = kept_set(request, pk)
    chosen = "" if criteria.left_out == LeftOutRule.UNDECIDED else criteria.left_out

    def choose(data: dict[str, Any]) -> str:
        rule = LeftOutRule(data["rule"])
        workflow.choose_left_out_rule(criteria, rule, data["source"], by=request.user, at=timezone.now())
        return criteria.get_absolute_url()

    return act(
        request,
        RuleForm(posted(request), initial={"rule": chosen}),
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
    places = permissions.may_copy_for(request.user)
    if places is not None and not places:
        raise PermissionDenied(OTHERS)

    def copy(data: dict[str, Any]) -> str:
        return workflow.copy_set(criteria, AskedSet(**data), by=request.user).get_absolute_url()

    proposed = {name: getattr(criteria, name) for name in ("name", "issuer", "jurisdiction")}
    return act(
        request,
        CopyForm(posted(request), initial=proposed, places=places),
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


def kept_procedure(request: UserRequest, pk: int) -> Procedure:
    """The procedure, for somebody who keeps it; locked while it is edited."""
    procedure = get_object_or_404(held(request, Procedure.objects.all()), pk=pk)
    if not permissions.keeps_criteria(request.user, procedure.jurisdiction_id):
        raise PermissionDenied(OTHERS)
    return procedure


@require_http_methods(["GET", "HEAD", "POST"])
def procedure_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Correct who proposes, evaluates and signs."""
    procedure = kept_procedure(request, pk)

    def edit(data: dict[str, Any]) -> str:
        workflow.write_procedure(procedure, data, by=request.user)
        return reverse("titles:criteria-list")

    return act(
        request,
        ProcedureForm(posted(request), instance=procedure),
        edit,
        title=f"Sửa trình tự: {procedure}",
        back=reverse("titles:criteria-list"),
        done="Đã ghi trình tự. Hãy nhờ người khác đối chiếu với văn bản gốc rồi xác nhận.",
        lead="Quyết định đã ký giữ nguyên người ký của ngày ký.",
        context={"parent": "Bộ tiêu chí"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def procedure_follow(request: UserRequest, pk: int) -> HttpResponse:
    """A new procedure for the same holders from a day on; the one before it ends the day before."""
    original = kept_procedure(request, pk)
    made = Procedure(kind=original.kind, managing_level=original.managing_level, jurisdiction=original.jurisdiction)
    names = [name for name in ProcedureForm.Meta.fields if name not in ("valid_from", "valid_to", "place", "note")]
    initial = {name: getattr(original, name) for name in names}

    def make(data: dict[str, Any]) -> str:
        workflow.write_procedure(made, data, by=request.user)
        return reverse("titles:criteria-list")

    def ask(data: dict[str, Any]) -> str:
        former = former_of(made, data["valid_from"])
        ended = f" Trình tự từ {vi.day(former.valid_from)} sẽ hết hiệu lực vào ngày trước đó." if former else ""
        return f"Sẽ lập trình tự {TitleKind(made.kind).label} từ {vi.day(data['valid_from'])}.{ended}"

    return act(
        request,
        ProcedureForm(posted(request), instance=made, initial=initial),
        make,
        title=f"Trình tự mới thay cho: {original}",
        back=reverse("titles:criteria-list"),
        done="Đã lập trình tự. Hãy nhờ người khác đối chiếu với văn bản gốc rồi xác nhận.",
        context={"parent": "Bộ tiêu chí"},
        ask=ask,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def procedure_confirm(request: UserRequest, pk: int) -> HttpResponse:
    """Say that a procedure agrees with the paper named; who typed it leaves that to somebody else."""
    procedure = kept_procedure(request, pk)

    def confirm(data: dict[str, Any]) -> str:
        workflow.confirm_procedure(procedure, data["source"], by=request.user, at=timezone.now())
        return reverse("titles:criteria-list")

    return act(
        request,
        SourceForm(posted(request)),
        confirm,
        title=f"Xác nhận trình tự: {procedure}",
        back=reverse("titles:criteria-list"),
        done="Đã xác nhận trình tự theo văn bản gốc.",
        lead=f"{procedure.proposer} đề nghị; {procedure.evaluator} thẩm định; {procedure.agency_words} quyết định.",
        button="Xác nhận",
        context={"parent": "Bộ tiêu chí"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def procedure_unconfirm(request: UserRequest, pk: int) -> HttpResponse:
    """Take the confirmation of a procedure back."""
    procedure = kept_procedure(request, pk)

    def withdraw(data: dict[str, Any]) -> str:
        workflow.withdraw_procedure(procedure, data["reason"], by=request.user)
        return reverse("titles:criteria-list")

    return act(
        request,
        WhyForm(posted(request)),
        withdraw,
        title=f"Rút xác nhận trình tự: {procedure}",
        back=reverse("titles:criteria-list"),
        done="Đã rút xác nhận trình tự.",
        button="Rút xác nhận",
        context={"parent": "Bộ tiêu chí"},
    )
