"""How a page answers an act: ask, do, go on; or say why not, with what was typed still there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render

from hocTap.lib.doubts import Doubtful, Explained
from hocTap.lib.http import wants_json
from hocTap.lib.odd import of_form
from hocTap.lib.refusals import Refused, Stale

CONFIRMED = "_confirmed"
"""Name of the hidden field that carries which sentence the person has said yes to."""

Form = TypeVar("Form", bound=forms.BaseForm)
Row = TypeVar("Row", bound=models.Model)
Made = TypeVar("Made")


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the data of a POST, nothing when the page is only opened."""
    return request.POST if request.method == "POST" else None


def held(request: HttpRequest, rows: models.QuerySet[Row]) -> models.QuerySet[Row]:
    """The rows, locked until the answer is made when the request is a POST (each POST is one transaction)."""
    return rows.select_for_update(of=("self",)) if request.method == "POST" else rows


def status_of(reason: Refused | forms.BaseForm | None) -> int:
    """The status of an answer: 409 when somebody was faster, 422 for all else that is refused, 200 otherwise."""
    if reason is None or (isinstance(reason, forms.BaseForm) and not reason.errors):
        return HTTPStatus.OK
    faster = isinstance(reason, Stale) or bool(getattr(reason, "is_stale", False))
    return HTTPStatus.CONFLICT if faster else HTTPStatus.UNPROCESSABLE_ENTITY


def refused(request: HttpRequest, reason: Refused, *, back: str, typed: str = "") -> HttpResponse:
    """A page (for a script: JSON) that says why nothing was done, shows what was typed, and leads back."""
    status = status_of(reason)
    if wants_json(request):
        return JsonResponse({"error": "refused", "sentence": str(reason)}, status=status)
    context = {"sentence": str(reason), "back": back, "typed": typed}
    return render(request, "components/refused.html", context, status=status)


def shown_once(request: HttpRequest, template: str, context: Mapping[str, Any], *, again: str) -> HttpResponse:
    """The page after an act that nobody can be led to a second time, such as the words of a new key.

    The act counts as done all the same (`units/once.py`): the same form sent again is led to `again`.
    """
    answer = render(request, template, {**context, "taken": True})
    answer.leads_to = again  # type: ignore[attr-defined]
    return answer


def leads_to(answer: HttpResponseBase) -> str:
    """Where somebody is led who sends the same form again; empty while nothing was done."""
    if 300 <= answer.status_code < 400:
        return answer.headers["Location"]
    return str(getattr(answer, "leads_to", ""))


def refuse_form(form: forms.BaseForm, reason: Refused) -> None:
    """Say on the form why it could not be done."""
    form.add_error(None, str(reason))
    if isinstance(reason, Stale):
        form.is_stale = True  # type: ignore[attr-defined]
    if isinstance(reason, Doubtful) and isinstance(form, Explained):
        form.ask_why()


def ask_first(
    request: HttpRequest, sentence: str, *, back: str, title: str = "", context: Mapping[str, Any] | None = None
) -> HttpResponse | None:
    """A page that says what a press will do and asks for a second one; None once the person said yes to just this.

    For acts that touch more than one row or have no way back; the sentence gives the numbers. When the numbers have
    changed since they were shown, the person is asked again. What was sent is kept in the page. `context` may hold
    `parent` (the words for `back`) and `preview` (a template that shows what will be there). Example:

        asked = ask_first(request, f"Sẽ trình {count} hộ của {ward}.", back=ward_url)
        tried(lambda: workflow.propose(ward), asked)
        if asked:
            return asked
    """
    if request.POST.get(CONFIRMED) == _mark(sentence):
        return None
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in (CONFIRMED, "csrfmiddlewaretoken")
        for value in values
    ]
    shown = {
        **(context or {}),
        "title": title or "Xác nhận trước khi làm",
        "sentence": sentence,
        "sent": [*sent, (CONFIRMED, _mark(sentence))],
        "back": back,
    }
    return render(request, "components/confirm.html", shown)


def tried(do: Callable[[], Made], asked: HttpResponse | None) -> Made:
    """Do the act and return what it makes; as long as the person is still to be asked it is taken back again.

    So nobody is asked about what would be refused: `Refused` comes before the question. What was made and taken back
    is not in the database.
    """
    with transaction.atomic():
        made = do()
        transaction.set_rollback(asked is not None)
    return made


def _mark(sentence: str) -> str:
    return hashlib.sha256(sentence.encode()).hexdigest()[:16]


def act(
    request: HttpRequest,
    form: forms.Form | forms.ModelForm[Any],
    do: Callable[[dict[str, Any]], str],
    *,
    title: str,
    back: str,
    done: str | Callable[[], str],
    lead: str = "",
    button: str = "Ghi",
    template: str = "components/form.html",
    context: Mapping[str, Any] | None = None,
    ask: Callable[[dict[str, Any]], str] | None = None,
    preview: Callable[[dict[str, Any]], Mapping[str, Any]] | None = None,
) -> HttpResponse:
    """Show a form, do what it asks for, go on to the address that `do` returns.

    What is refused (`Refused`, `Stale`) is said above the form, with what was typed still in it. `ask` may return a
    sentence with numbers for the person to say yes to before anything is done; `preview` then says what is shown
    beside it (see `ask_first`). Words that paper will not show as typed are told afterwards (`hocTap/lib/odd.py`).
    Nobody is asked about what would be refused: the act is tried first, and taken back.
    """
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            sentence = ask(data) if ask else ""
            beside = {**(context or {}), **(preview(data) if sentence and preview else {})}
            asked = ask_first(request, sentence, back=back, title=title, context=beside) if sentence else None
            address = tried(lambda: do(data), asked)
            if asked:
                return asked
        except Refused as reason:
            refuse_form(form, reason)
        else:
            messages.success(request, done if isinstance(done, str) else done())
            if odd := of_form(data):
                messages.warning(request, odd)
            return redirect(address)
    shown = {"form": form, "title": title, "back": back, "lead": lead, "button": button, **(context or {})}
    return render(request, template, shown, status=status_of(form if form.is_bound else None))
