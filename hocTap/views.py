"""Pages that belong to no app: logging in, and what is shown when something is refused or goes wrong."""

from typing import Any

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
from hocTap.lib import kept
from hocTap.lib.http import wants_json
from units.files import workflow as files
from units.http import NoLonger
from units.models import User
from units.once import forget_old


@method_decorator(login_not_required, name="dispatch")
class Login(auth.LoginView):
    """Logging in; a form that was sent after the session had ended goes through this page with what was typed."""

    authentication_form = LoginForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and request.user.is_authenticated and (again := send_again(request)):
            return again
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"kept": self.request.POST.get(kept.FIELD, "")}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        user = form.get_user()
        if isinstance(user, User):
            forget_old(user)
            files.forget_old(timezone.now())
        answer = send_again(self.request) or response
        kept.remember_person(answer, user)
        return answer


def send_again(request: HttpRequest) -> HttpResponse | None:
    """What the person typed before the session ended, with a button that sends it; None when nothing was kept."""
    found = kept.unpack(request.POST.get(kept.FIELD, ""))
    if found is None or not kept.is_theirs(found, request.user):
        return None
    return render(request, "registration/kept.html", {"kept": found})


class PasswordChange(auth.PasswordChangeView):
    success_url = reverse_lazy("home")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(self.request, "Đã đổi mật khẩu. Lần sau hãy đăng nhập bằng mật khẩu mới.")
        return super().form_valid(form)


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
        context = {"form": LoginForm(request), "next": request.get_full_path(), "kept": packed}
        if not request.user.is_authenticated:
            return render(request, "registration/login.html", context, status=403)
    sentence = "Trang đã mở quá lâu nên chưa nhận được dữ liệu. Hãy tải lại trang rồi gửi lại."
    return refusal(request, 403, "csrf", sentence)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, 400, "bad_request", "Máy chủ không đọc được dữ liệu vừa gửi.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The sentence is the one that the page gave with `PermissionDenied`, if it gave one."""
    return refusal(
        request, 403, "forbidden", str(exception) or "Nhiệm vụ được giao của bạn chưa cho phép làm việc này."
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of a unit that had ended by then says so, and leads to whoever has it now."""
    if isinstance(exception, NoLonger) and not wants_json(request):
        return render(request, "units/no_longer.html", {"ended": exception}, status=404)
    if isinstance(exception, NoLonger):
        return refusal(request, 404, "ended", exception.sentence)
    return refusal(request, 404, "not_found", "Địa chỉ này không có, hoặc thuộc đơn vị ngoài phạm vi bạn phụ trách.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, the session or the other templates: any of them may be what failed."""
    sentence = "Máy chủ gặp lỗi. Hãy chờ một phút rồi thử lại."
    if wants_json(request):
        return JsonResponse({"error": "server", "sentence": sentence}, status=500)
    return HttpResponse(render_to_string("500.html"), status=500)
