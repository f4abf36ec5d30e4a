"""Pages: the second step, one's own account, where a second step is demanded, the journal of log-ins."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any

from axes.utils import reset as axes_reset
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hocTap.lib import vi
from hocTap.lib.answers import act, posted, status_of
from hocTap.lib.heavy import Later
from hocTap.lib.steps import Refused, number_in
from hocTap.lib.tables import export_xlsx, show_page, wants_xlsx, xlsx_url
from units.accounts.permissions import cannot_be_issued_to
from units.accounts.views import people_seen
from units.enums import Role
from units.http import UserRequest
from units.models import SecondFactor, SecondRule, SignInTry, Unit, User
from units.naming import full_names
from units.permissions import can_administer
from units.signin import coming, journal, passkeys, second, throttle
from units.signin.enums import Door, FactorKind, Outcome
from units.signin.forms import (
    AppForm,
    EndForm,
    KeyForm,
    PasswordAgainForm,
    ResetForm,
    RuleForm,
    StepForm,
    first_name_for,
)
from units.signin.tables import TryTable

segno = Later("segno")

ROWS_A_PAGE = 50
OWN_TRIES = 10
DRAWN = "passkey_drawn"
"""In the session: what was drawn for a device to sign, once."""


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """After the password: the code of the app, or one from paper."""
    person, now = coming.waiting_person(request), timezone.now()
    if person is None:
        return redirect("login")
    form = StepForm(posted(request))
    if request.method == "POST" and throttle.too_many_codes(person, now):
        form.add_error(None, "Đã gõ sai mã quá nhiều lần. Hãy chờ 15 phút rồi thử lại.")
        return _step_page(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    if request.method == "POST" and form.is_valid():
        facts = request.session[coming.WAITS]
        if _passes(request, person, form, now):
            answer = coming.inside(request, person, Door.SECOND, next_page=facts["next"], shared=facts["shared"])
            return coming.carried_on(request, answer, facts.get("kept", ""))
        journal.note(request, person, Door.SECOND, Outcome.WRONG, now)
        if form.cleaned_data["shown"]:
            form.add_error(None, "Thiết bị chưa xác nhận được. Hãy bấm lại nút dùng khóa truy cập, hoặc gõ mã.")
        else:
            form.add_error("code", "Mã này chưa đúng hoặc đã dùng rồi. Hãy chờ ứng dụng hiện mã mới rồi gõ lại.")
    return _step_page(request, form, status_of(form if form.is_bound else None))


def _passes(request: HttpRequest, person: User, form: StepForm, now: dt.datetime) -> bool:
    """By what a device signed, else by what was typed; what was drawn for the device counts once."""
    if shown := form.cleaned_data["shown"]:
        return passkeys.passes(person, passkeys.site_of(request), request.session.pop(DRAWN, None), shown, now)
    return second.passes(person, form.cleaned_data["code"], now)


def _step_page(request: HttpRequest, form: StepForm, status: int) -> HttpResponse:
    """The page asks a device where this person has one that knows this site's name."""
    person, site = coming.waiting_person(request), passkeys.site_of(request)
    told: dict[str, Any] | None = None
    if person is not None and site and passkeys.has_one(person):
        told, request.session[DRAWN] = passkeys.ask_to_show(person, site)
    context = {"form": form, "told": told, "has_app": person is not None and second.has_app(person)}
    return render(request, "registration/second_step.html", context, status=status)


@require_safe
def own(request: UserRequest) -> HttpResponse:
    """One's own account: devices of the second step, where one is inside, the last log-ins."""
    person, now = request.user, timezone.now()
    rows = SecondFactor.objects.filter(person=person).select_related("ended_by").order_by("made_at", "pk")
    context = {
        "factors": [row for row in rows if row.ended_at is None],
        "ended": [row for row in rows if row.ended_at is not None],
        "codes_left": second.codes_left(person),
        "has_app": any(row.kind == FactorKind.APP and row.ended_at is None for row in rows),
        "demanded": second.is_demanded_of(person, timezone.localdate(now)),
        "sessions": journal.sessions_of(person, now),
        "here": request.session.session_key,
        "tries": SignInTry.objects.filter(person=person).order_by("-at", "-pk")[:OWN_TRIES],
        "may_rule": bool(can_administer(person) or person.units_as(Role.DISTRICT_OFFICE)),
        "may_read_journal": can_administer(person),
    }
    return render(request, "units/signin/own.html", context)


def qr(words: str) -> SafeString:
    """A QR code as an inline drawing with presentation attributes only, as the policy for contents wants it."""
    drawing: str = segno.make(words, error="m", micro=False).svg_inline(scale=4, border=4, dark="#000", light="#fff")
    return mark_safe(drawing)  # noqa: S308 - drawn here, from an address that segno encodes


def judge_password(request: UserRequest, form: forms.Form, name: str = "password") -> None:
    """Whoever acts at an open page is the person: the password again, throttled as at the door. Raises Refused."""
    person, now, typed = request.user, timezone.now(), str(form.cleaned_data[name])
    if wait := throttle.wait_for_old(request, person, now):
        raise Refused(f"Mật khẩu đã gõ sai nhiều lần. Hãy chờ {vi.whole(wait)} giây rồi thử lại.")
    if not person.check_password(typed):
        journal.note(request, person, Door.OLD, Outcome.WRONG, now, password=typed)
        raise Refused("Mật khẩu đang dùng chưa đúng.")


@never_cache
@sensitive_post_parameters("code", "sealed", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def app_add(request: UserRequest) -> HttpResponse:
    """Set up an app: its code as a QR code, then what it shows."""
    person, back = request.user, reverse("account:own")
    given = second.unsealed(request.POST.get("sealed", "")) if request.method == "POST" else ""
    secret = given or second.new_secret()
    initial = {"sealed": second.sealed(secret), "name": first_name_for(person)}
    form = AppForm(posted(request), initial=initial)

    def add(data: dict[str, Any]) -> str:
        if not given:
            raise Refused("Trang đã mở quá lâu. Hãy mở lại trang này rồi quét mã QR mới.")
        judge_password(request, form)
        second.add_app(person, secret, data["code"], name=data["name"], now=timezone.now())
        request.session.pop(coming.DUE, None)
        return reverse("account:codes")

    return act(
        request,
        form,
        add,
        title="Cài ứng dụng sinh mã",
        back=back,
        done="Đã cài bước hai. Bây giờ hãy in mã dự phòng, phòng khi mất điện thoại.",
        button="Cài bước hai",
        template="units/signin/app.html",
        context={
            "parent": "Tài khoản của tôi",
            "drawing": qr(second.address_for_app(person, secret)),
            "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
            "due": request.session.get(coming.DUE),
        },
    )


@never_cache
@sensitive_post_parameters("password", "made")
@require_http_methods(["GET", "HEAD", "POST"])
def key_add(request: UserRequest) -> HttpResponse:
    """A key that this device, or a stick in it, holds: name, password, then the device asks for finger, face or PIN."""
    person, site, back = request.user, passkeys.site_of(request), reverse("account:own")
    drawn = request.session.pop(DRAWN, None) if request.method == "POST" else None
    form = KeyForm(posted(request), initial={"name": first_name_for(person)})

    def add(data: dict[str, Any]) -> str:
        first = not second.has_one(person)
        judge_password(request, form)
        passkeys.add(person, site, drawn, data["made"], name=data["name"], now=timezone.now())
        request.session.pop(coming.DUE, None)
        return reverse("account:codes") if first else back

    told: dict[str, Any] | None = None
    if site:
        told, request.session[DRAWN] = passkeys.ask_to_make(person, site)
    return act(
        request,
        form,
        add,
        title="Thêm khóa truy cập",
        back=back,
        done="Đã thêm khóa truy cập. Nếu chưa có mã dự phòng trên giấy, hãy in ngay, phòng khi mất thiết bị.",
        button="Thêm khóa truy cập",
        template="units/signin/key.html",
        context={"parent": "Tài khoản của tôi", "told": told},
    )


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: UserRequest) -> HttpResponse:
    """Ten codes on paper, shown once."""
    form, made = PasswordAgainForm(posted(request)), []
    if request.method == "POST" and form.is_valid():
        try:
            judge_password(request, form)
            made = second.print_codes(request.user, now=timezone.now())
        except Refused as reason:
            form.add_error(None, str(reason))
    context = {"form": form, "codes": made, "now": timezone.now(), "left": second.codes_left(request.user)}
    return render(request, "units/signin/codes.html", context, status=status_of(form if form.is_bound else None))


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def factor_end(request: UserRequest, pk: int) -> HttpResponse:
    """One's own device opens nothing any more."""
    factor = get_object_or_404(SecondFactor.objects.filter(person=request.user, ended_at__isnull=True), pk=pk)
    form, back = EndForm(posted(request)), reverse("account:own")

    def do(data: dict[str, Any]) -> str:
        judge_password(request, form)
        second.end(request.user, by=request.user, reason=data["reason"], now=timezone.now(), only=factor.pk)
        return back

    return act(
        request,
        form,
        do,
        title=f"Bỏ thiết bị: {factor.name}",
        back=back,
        done="Đã bỏ thiết bị; mã của thiết bị ấy không dùng được nữa.",
        lead="Thiết bị này không dùng để đăng nhập được nữa. Đổi điện thoại thì bỏ máy cũ rồi cài máy mới.",
        button="Bỏ thiết bị này",
        context={"parent": "Tài khoản của tôi"},
    )


@require_POST
def sessions_end(request: UserRequest) -> HttpResponse:
    """Close the pages open elsewhere: one, or all but this one."""
    only = number_in(request.POST.get("phien")) if request.POST.get("phien") else None
    count = journal.end_sessions(request.user, keep=request.session.session_key or "", only=only)
    messages.success(request, f"Đã đóng {vi.whole(count)} phiên đang mở ở nơi khác.")
    return redirect("account:own")


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: UserRequest) -> HttpResponse:
    """Where a second step is demanded; an office says so for itself, administrators for everybody."""
    person, now, back = request.user, timezone.now(), reverse("account:own")
    everybody, units = can_administer(person), person.units_as(Role.DISTRICT_OFFICE)
    if not everybody and not units:
        raise PermissionDenied("Cơ quan phụ trách hoặc người quản trị hệ thống quy định bước hai.")
    form = RuleForm(posted(request), units=units, everybody=everybody)

    def unit_of(data: dict[str, Any]) -> Unit | None:
        return Unit.objects.get(pk=data["unit"]) if data["unit"] else None

    def do(data: dict[str, Any]) -> str:
        second.rule(unit_of(data), data["demanded"], by=person, reason=data["reason"], now=now)
        return reverse("account:rules")

    def ask(data: dict[str, Any]) -> str:
        people, without = second.people_without(unit_of(data), timezone.localdate(now))
        if not data["demanded"]:
            return f"{vi.whole(people)} người giữ nhiệm vụ duyệt, ký, chi, quản trị sẽ không phải dùng bước hai nữa."
        return (
            f"{vi.whole(people)} người giữ nhiệm vụ duyệt, ký, chi, quản trị sẽ phải dùng bước hai;"
            f" {vi.whole(without)} người chưa cài sẽ được dẫn đến trang cài ở lần đăng nhập tới."
        )

    history = SecondRule.objects.select_related("by").order_by("-at", "-pk")
    if not everybody:
        history = history.filter(unit__in=units)
    listed = list(history)
    names = full_names({rule.unit_id for rule in listed if rule.unit_id})
    context = {"parent": "Tài khoản của tôi", "history": [(one, names.get(one.unit_id or 0)) for one in listed]}
    return act(
        request,
        form,
        do,
        title="Quy định bước hai",
        back=back,
        done="Đã ghi quy định.",
        lead="Buộc thì người duyệt số liệu, công nhận danh hiệu, giữ quỹ, xuất tên, quản trị phải gõ thêm mã trên điện"
        " thoại khi đăng nhập. Người chỉ nhập số liệu hoặc chỉ xem không bị buộc.",
        button="Ghi quy định",
        template="units/signin/rules.html",
        context=context,
        ask=ask,
    )


@require_safe
def journal_list(request: UserRequest) -> HttpResponse:
    """Who came in, who failed, from where; for administrators."""
    if not can_administer(request.user):
        raise PermissionDenied("Nhật ký đăng nhập dành cho người quản trị hệ thống.")
    rows = SignInTry.objects.select_related("person")
    words, outcome = request.GET.get("q", "").strip()[:150], request.GET.get("ket-qua", "")
    if words:
        rows = rows.filter(person__username__icontains=words) | rows.filter(address=words)
    if outcome in Outcome.values:
        rows = rows.filter(outcome=outcome)
    table = TryTable(rows)  # type: ignore[no-untyped-call]
    show_page(request, table, ROWS_A_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, f"Nhật ký đăng nhập {timezone.localdate():%d-%m-%Y}")
    table.export_url = xlsx_url(request)
    context = {"table": table, "words": words, "outcome": outcome, "outcomes": Outcome.choices}
    return render(request, "units/signin/journal.html", context | {"waiting": throttle.people_who_wait(timezone.now())})


@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: UserRequest, pk: int) -> HttpResponse:
    """What was wrong before is forgotten: the person may try at once, from anywhere."""
    if not can_administer(request.user):
        raise PermissionDenied("Người quản trị hệ thống mở khóa đăng nhập.")
    person: User = get_object_or_404(User, pk=pk)
    back = reverse("account:journal")

    def do(_: dict[str, Any]) -> str:
        axes_reset(username=person.username)
        journal.unlocked(request, person, by=request.user, now=timezone.now())
        return back

    return act(
        request,
        forms.Form(posted(request)),
        do,
        title=f"Mở khóa đăng nhập: {person}",
        back=back,
        done=f"Đã mở khóa cho {person}: có thể đăng nhập ngay.",
        lead="Những lần gõ sai trước đây không còn bắt người này phải chờ. Mật khẩu không đổi.",
        button="Mở khóa",
        context={"parent": "Nhật ký đăng nhập"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody lost the device: it opens nothing any more; who may give the person a slip does it, with a reason."""
    person: User = get_object_or_404(people_seen(request.user), pk=pk)
    if person.pk == request.user.pk:
        raise Http404
    if cannot_be_issued_to(request.user, [person]):
        raise PermissionDenied("Chỉ người quản trị hệ thống bỏ bước hai của người này.")
    back = reverse("units:person-detail", args=[pk])

    def do(data: dict[str, Any]) -> str:
        second.end(person, by=request.user, reason=data["reason"], now=timezone.now())
        journal.end_sessions(person)
        return back

    return act(
        request,
        ResetForm(posted(request)),
        do,
        title=f"Bỏ bước hai của {person}",
        back=back,
        done="Đã bỏ bước hai và đóng mọi phiên của người này. Hãy cấp phiếu để họ đặt lại mật khẩu, rồi cài máy mới.",
        lead="Dùng khi mất điện thoại và mất cả mã dự phòng. Hãy gặp trực tiếp để biết đúng người. Người này thấy ai"
        " bỏ, lúc nào, vì sao ở trang tài khoản của mình.",
        button="Bỏ bước hai",
        context={"parent": person.full_name},
    )
