"""Pages that belong to no app: logging in, and what is shown when something is refused or goes wrong."""

from datetime import timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator

from hocTap.forms import LoginForm
from hocTap.lib import kept, watching
from hocTap.lib.http import wants_json
from units.accounts.access import own_now
from units.http import NoLonger
from units.models import User
from units.signin import devices, journal, throttle
from units.signin.coming import SHARED, carried_on, come_in, send_again
from units.signin.enums import Door, Outcome


@method_decorator(login_not_required, name="dispatch")
class Login(auth.LoginView):
    """Logging in; a form that was sent after the session had ended goes through this page with what was typed."""

    authentication_form = LoginForm
    redirect_authenticated_user = True
    locked = False
    """Whether django-axes has locked this account for this machine: the password is not looked at."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (
            request.method == "POST"
            and request.user.is_authenticated
            and (again := send_again(request, request.POST.get(kept.FIELD, "")))
        ):
            return again
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Too fast: the password is not even looked at."""
        name, now = request.POST.get("username", "").strip(), timezone.now()
        person = journal.person_named(name)
        if wait := throttle.wait_for(request, person, request.POST.get("password", ""), now):
            journal.note(request, person, Door.PASSWORD, Outcome.WAIT, now)
            context = {"username": name, "again_at": now + wait, "seconds": -(-wait // timedelta(seconds=1))}
            return render(request, "registration/slowed.html", context, status=429)
        self.locked = not AxesProxyHandler.is_allowed(request, {"username": name})
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        doors = {"mails": settings.MAIL == "smtp", "province": settings.OIDC.get("name", "")}
        return super().get_context_data(**kwargs) | doors | {"kept": self.request.POST.get(kept.FIELD, "")}

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        person = journal.person_named(self.request.POST.get("username", "").strip())
        typed = self.request.POST.get("password", "")
        if typed:
            outcome = Outcome.WAIT if self.locked else Outcome.WRONG
            journal.note(self.request, person, Door.PASSWORD, outcome, timezone.now(), password=typed)
        return super().form_invalid(form)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Inside, or on to the second step; what was typed before the session ended goes along."""
        user = form.get_user()
        if not isinstance(user, User):
            raise TypeError("only people of the site log in")
        shared = bool(self.request.POST.get("shared"))
        answer = come_in(self.request, user, Door.PASSWORD, next_page=self.get_redirect_url(), shared=shared)
        return carried_on(self.request, answer, self.request.POST.get(kept.FIELD, ""))


class PasswordChange(auth.PasswordChangeView):
    """The old password is throttled as at the door; browsers elsewhere are logged out."""

    success_url = reverse_lazy("home")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person, now = request.user, timezone.now()
        if isinstance(person, User) and (wait := throttle.wait_for_old(request, person, now)):
            journal.note(request, person, Door.OLD, Outcome.WAIT, now)
            form = self.get_form_class()(user=person)
            sentence = f"Mật khẩu cũ đã gõ sai nhiều lần. Hãy chờ {wait} giây rồi thử lại."
            context = {"form": form, "sentence": sentence}
            return render(request, "registration/password_change_form.html", context, status=429)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: PasswordChangeForm) -> HttpResponse:
        person = self.request.user
        if isinstance(person, User) and form.has_error("old_password", "password_incorrect"):
            typed = form.data.get("old_password", "")
            journal.note(self.request, person, Door.OLD, Outcome.WRONG, timezone.now(), password=typed)
        return super().form_invalid(form)

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        if isinstance(self.request.user, User):
            own_now(self.request.user)
        messages.success(self.request, "Đã đổi mật khẩu. Lần sau hãy đăng nhập bằng mật khẩu mới.")
        answer = super().form_valid(form)
        person = self.request.user
        if isinstance(person, User):
            journal.opened(self.request, person, timezone.now())
            journal.end_sessions(person, keep=self.request.session.session_key or "")
            if not self.request.session.get(SHARED):
                devices.remember(self.request, answer, person)
        return answer


def locked(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """Too many wrong passwords: say when to try again. Each further try starts the wait anew."""
    context = {
        "username": request.POST.get("username", ""),
        "failures": settings.AXES_FAILURE_LIMIT,
        "again_at": timezone.now() + settings.AXES_COOLOFF_TIME,
    }
    return render(request, "registration/locked.html", context, status=429)


def refusal(request: HttpRequest, status: int, error: str, sentence: str) -> HttpResponse:
    """The entry page's script gets a sentence in JSON, a person gets a page."""
    if wants_json(request):
        return JsonResponse({"error": error, "sentence": sentence}, status=status)
    template = "403_csrf.html" if error == "csrf" else f"{status}.html"
    return render(request, template, {"sentence": sentence}, status=status)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent from a page that was open too long: say how to go on, keep what was typed."""
    if not wants_json(request) and (packed := kept.pack(request)):
        found = kept.unpack(packed)
        if request.user.is_authenticated and found and kept.is_theirs(found, request.user):
            return render(request, "registration/kept.html", {"kept": found}, status=403)
        context = {"form": LoginForm(request), "next": kept.page_of(request), "kept": packed}
        if not request.user.is_authenticated:
            return render(request, "registration/login.html", context, status=403)
    sentence = "Trang đã mở quá lâu nên chưa nhận được dữ liệu. Hãy tải lại trang rồi gửi lại."
    return refusal(request, 403, "csrf", sentence)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, 400, "bad_request", "Máy chủ không đọc được dữ liệu vừa gửi.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The sentence is the one that the page gave with `PermissionDenied`, if it gave one."""
    return refusal(
        request, 403, "forbidden", str(exception) or "Nhiệm vụ được giao của ông, bà chưa cho phép làm việc này."
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of a unit that had ended by then says so, and leads to whoever has it now."""
    if isinstance(exception, NoLonger) and not wants_json(request):
        return render(request, "units/no_longer.html", {"ended": exception}, status=404)
    if isinstance(exception, NoLonger):
        return refusal(request, 404, "ended", exception.sentence)
    if request.resolver_match and request.resolver_match.app_name == "opening":
        return refusal(
            request, 404, "not_found", "Địa chỉ này không có, hoặc đơn vị chưa công khai số liệu của năm đó."
        )
    return refusal(
        request, 404, "not_found", "Địa chỉ này không có, hoặc thuộc đơn vị ngoài phạm vi ông, bà phụ trách."
    )


TROUBLE = {
    "disk": (
        "Ổ đĩa của máy chủ đã đầy",
        "Ổ đĩa của máy chủ đã đầy nên chưa ghi được gì thêm. Hãy báo người quản trị hệ thống.",
    ),
    "database": (
        "Cơ sở dữ liệu chưa trả lời",
        "Cơ sở dữ liệu đang bận hoặc tạm dừng nên lần bấm vừa rồi chưa được ghi. Hãy chờ một phút rồi thử lại.",
    ),
    "": ("Máy chủ gặp lỗi", "Máy chủ gặp lỗi. Hãy chờ một phút rồi thử lại."),
}
"""Title and sentence for what the machine lacks."""


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, the session or the other templates: any of them may be what failed.

    503 when it is the machine's trouble, which passes or is mended by its administrator; 500 when it is the program's.
    """
    found = watching.trouble()
    title, sentence = TROUBLE[found]
    status = 503 if found else 500
    if wants_json(request):
        return JsonResponse({"error": "server", "sentence": sentence}, status=status)
    context = {"title": title, "sentence": sentence, "number": getattr(request, "id", "")}
    return HttpResponse(render_to_string("500.html", context), status=status)
