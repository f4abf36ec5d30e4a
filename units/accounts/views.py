"""Pages: coming in with a slip (nobody is logged in yet), a person with posts and slips, a post put right."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hocTap.lib import vi
from hocTap.lib.answers import act, held, posted, refused, status_of
from hocTap.lib.refusals import Refused
from units import workflow
from units.accounts import codes, mailing
from units.accounts.addresses import correct_email
from units.accounts.forms import CodeForm, EmailForm, OwnPasswordForm, PostCorrectionForm
from units.accounts.giving import may_correct
from units.accounts.issuing import UNKNOWN, issue, live_slips, revoke, set_password, slip_for
from units.accounts.paper import printed, sheet
from units.accounts.permissions import can_appoint, cannot_be_issued_to, roles_given_by
from units.enums import Role
from units.http import UserRequest
from units.models import Post, Unit, User
from units.naming import full_name, full_names
from units.permissions import can_administer
from units.signin import journal, second
from units.signin.coming import come_in
from units.signin.enums import Door

DOOR = "phiếu đặt mật khẩu"
"""Under this name wrong codes are counted, for each machine as wrong passwords are."""

UNITS_OFFERED = 300


def is_locked(request: HttpRequest) -> bool:
    return not AxesProxyHandler.is_allowed(request, {"username": DOOR})


def locked_page(request: HttpRequest) -> HttpResponse:
    sentence = "Máy này đã gõ sai mã quá nhiều lần. Hãy chờ 15 phút rồi thử lại, hoặc xin cấp phiếu mới."
    context = {"form": CodeForm(), "sentence": sentence}
    return render(request, "registration/enter.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)


def count_wrong(request: HttpRequest) -> None:
    user_login_failed.send(sender=__name__, credentials={"username": DOOR}, request=request)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Type the code of a slip."""
    if is_locked(request):
        return locked_page(request)
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            slip_for(form.cleaned_data["ma"], timezone.now())
        except Refused as reason:
            count_wrong(request)
            form.add_error("ma", str(reason))
        else:
            return redirect("enter-code", codes.tidy(form.cleaned_data["ma"]))
    return render(request, "registration/enter.html", {"form": form}, status=status_of(form if form.is_bound else None))


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest, code: str) -> HttpResponse:
    """Set a password of one's own with the code, once, and be inside."""
    if is_locked(request):
        return locked_page(request)
    now = timezone.now()
    try:
        slip = slip_for(code, now)
    except Refused as reason:
        if str(reason) == UNKNOWN:
            count_wrong(request)
        context = {"form": CodeForm(), "sentence": str(reason)}
        return render(request, "registration/enter.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    form = OwnPasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                person = set_password(code, form.cleaned_data["password1"], now=now)
        except Refused as reason:
            form.add_error("password1", str(reason))
        else:
            journal.end_sessions(person)
            sentence = f"Đã đặt mật khẩu. Lần sau đăng nhập bằng tên “{person.username}” và mật khẩu vừa đặt."
            messages.success(request, sentence)
            return come_in(request, person, Door.SLIP)
    context = {"form": form, "person": slip.person}
    return render(request, "registration/own_password.html", context, status=status_of(form if form.is_bound else None))


def people_seen(user: User) -> Any:
    """The people whom the person keeps: all, or those with a post at a unit of the office's own."""
    if can_administer(user):
        return User.objects.all()
    units = user.lines_in_charge(Role.DISTRICT_OFFICE).values("descendant")
    return User.objects.filter(Exists(Post.objects.filter(user=OuterRef("pk"), unit__in=units)))


@require_safe
def person_detail(request: UserRequest, pk: int) -> HttpResponse:
    """A person: posts and what was corrected of them; a new slip."""
    person = get_object_or_404(people_seen(request.user), pk=pk)
    posts = list(person.posts.order_by("-valid_from", "pk").prefetch_related("corrections__by"))
    corrections = [(post, list(post.corrections.all())) for post in posts]
    ids = {post.unit_id for post in posts} | {
        unit for _, each in corrections for one in each for unit in (one.unit_before_id, one.unit_after_id)
    }
    may_issue = person.is_active and not cannot_be_issued_to(request.user, [person])
    context = {
        "person": person,
        "posts": [(post, can_appoint(request.user, post.role, post.unit_id), each) for post, each in corrections],
        "names": full_names(ids),
        "may_issue": may_issue,
        "may_reset": may_issue and person != request.user and second.has_one(person),
        "factors_ended": person.factors.filter(ended_at__isnull=False).select_related("ended_by").order_by("ended_at"),
        "may_take_out": request.user.is_administrator,
        "may_correct_email": not cannot_be_issued_to(request.user, [person]),
        "emails": person.email_corrections.select_related("by"),
        "slips": printed(live_slips([person.pk], timezone.now()), site_of(request)) if may_issue else [],
    }
    return render(request, "units/accounts/person.html", context)


def site_of(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")


def issued_to(request: UserRequest, pk: int) -> User:
    """The person of the address, if the one who asks may give a slip to them."""
    person: User = get_object_or_404(people_seen(request.user), pk=pk)
    if cannot_be_issued_to(request.user, [person]):
        raise PermissionDenied("Chỉ người quản trị hệ thống cấp phiếu cho người này.")
    return person


@require_POST
def slip_issue(request: UserRequest, pk: int) -> HttpResponse:
    person = issued_to(request, pk)
    back = reverse("units:person-detail", args=[pk])
    try:
        issue([person], by=request.user, now=timezone.now())
    except Refused as reason:
        return refused(request, reason, back=back)
    sent = mailing.ask([person.pk], site=site_of(request), now=timezone.now())
    way = f" Đường dẫn đang được gửi tới {person.email}." if sent else ""
    messages.success(request, f"Đã cấp phiếu mới cho {person}; phiếu cũ, nếu có, không dùng được nữa.{way}")
    return redirect(back)


@require_POST
def slip_revoke(request: UserRequest, pk: int) -> HttpResponse:
    person = issued_to(request, pk)
    revoke([person], by=request.user, now=timezone.now())
    messages.success(request, f"Đã hủy phiếu của {person}.")
    return redirect("units:person-detail", pk)


@require_safe
def slip_print(request: UserRequest, pk: int) -> HttpResponse:
    person = issued_to(request, pk)
    slips = printed(live_slips([person.pk], timezone.now()), site_of(request))
    if not slips:
        raise Http404
    return as_pdf(sheet(slips), f"phieu-{person.username}.pdf")


def as_pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def person_email(request: UserRequest, pk: int) -> HttpResponse:
    """An address that was written down wrong, by whoever may give the person a slip."""
    person: User = get_object_or_404(held(request, people_seen(request.user)), pk=pk)
    if cannot_be_issued_to(request.user, [person]):
        raise PermissionDenied("Chỉ người quản trị hệ thống sửa thư điện tử của người này.")
    back, revoked = reverse("units:person-detail", args=[pk]), []

    def do(data: dict[str, Any]) -> str:
        facts = {"by": request.user, "at": timezone.now(), "reason": data["reason"]}
        _, gone = correct_email(person, data["email"], **facts)
        revoked.extend([REVOKED] * gone)
        return back

    return act(
        request,
        EmailForm(posted(request), person=person),
        do,
        title=f"Sửa thư điện tử của {person}",
        back=back,
        done=lambda: " ".join(["Đã sửa thư điện tử; địa chỉ trước vẫn được giữ lại để xem.", *revoked]),
        lead=f"Đang ghi: {person.email or 'không có'}. Đường dẫn đặt mật khẩu đã gửi tới địa chỉ cũ sẽ không dùng được "
        "nữa.",
        button="Ghi địa chỉ đúng",
        context={"parent": person.full_name},
    )


REVOKED = "Đường dẫn đã gửi tới địa chỉ cũ không dùng được nữa: hãy cấp phiếu mới."


@require_http_methods(["GET", "HEAD", "POST"])
def post_correct(request: UserRequest, pk: int) -> HttpResponse:
    """A post that was written down wrong: unit, role or days, with the reason."""
    post = get_object_or_404(held(request, Post.objects.filter(user__in=people_seen(request.user))), pk=pk)
    if not can_appoint(request.user, post.role, post.unit_id) or post.user_id == request.user.pk:
        raise PermissionDenied("Chỉ người giao được nhiệm vụ này mới sửa được.")
    form = PostCorrectionForm(
        posted(request), post=post, roles=roles_given_by(request.user), units=units_offered(request.user, post)
    )
    back, today = reverse("units:person-detail", args=[post.user_id]), timezone.localdate()
    old = in_words(post.unit, Role(post.role), post.valid_from, post.valid_to)

    def do(data: dict[str, Any]) -> str:
        role = Role(data["role"])
        if not can_appoint(request.user, role, data["unit"].pk):
            raise Refused("Nhiệm vụ này ở đơn vị này do người quản trị hệ thống giao.")
        may_correct(post, data["unit"], role, data["valid_from"], data["valid_to"], by=request.user, today=today)
        facts = {"from_day": data["valid_from"], "to_day": data["valid_to"], "reason": data["reason"]}
        workflow.correct_post(post, unit=data["unit"], role=role, by=request.user, at=timezone.now(), **facts)
        return back

    return act(
        request,
        form,
        do,
        title=f"Sửa nhiệm vụ của {post.user}",
        back=back,
        ask=lambda data: f"Trước ghi: {old}.\nSửa thành: {asked_for(data)}.",
        done=lambda: f"Đã sửa nhiệm vụ. Trước ghi: {old}. Sửa thành: {asked_for(form.cleaned_data)}.",
        lead=f"Đã ghi: {old}. Chỉ dùng khi ghi nhầm; đúng rồi mà thôi làm thì ghi ngày cuối.",
        button="Ghi bản sửa",
        context={"parent": post.user.full_name},
    )


def in_words(unit: Unit, role: Role, first: dt.date, last: dt.date | None) -> str:
    """A post in one line: "cán bộ quỹ khuyến học, Phường 5, Quận 11, từ 01/03/2020"."""
    end = f" đến hết {vi.day(last)}" if last else ""
    return f"{role.label}, {full_name(unit)}, từ {vi.day(first)}{end}"


def asked_for(data: dict[str, Any]) -> str:
    return in_words(data["unit"], Role(data["role"]), data["valid_from"], data["valid_to"])


def units_offered(user: User, post: Post) -> Any:
    """The unit itself and those around it: beside it, above it and below it; no list of the whole country."""
    near = set(post.unit.lines_up.values_list("ancestor", flat=True)) | {post.unit_id}
    beside = Unit.objects.filter(lines_up__ancestor__in=near, lines_up__depth__lte=2)
    units = Unit.objects.filter(pk__in=[*near, *beside.values_list("pk", flat=True)[:UNITS_OFFERED]])
    return units.visible_to(user).order_by("pk")
