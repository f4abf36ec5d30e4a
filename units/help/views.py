"""Pages of the guide: contents and search, the chapters of one kind of work, a chapter, a booklet."""

from __future__ import annotations

from itertools import pairwise

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from units.help.audiences import AUDIENCES, BY_SLUG, Audience, audiences_of
from units.help.booklet import booklet
from units.help.dressing import on_page
from units.help.reading import Chapter, by_slug, chapters, chapters_for
from units.help.searching import search
from units.http import UserRequest

LONGEST = 100


@require_safe
def contents(request: UserRequest) -> HttpResponse:
    """The person's own chapters first; with words to look for, the sections that have them."""
    words = request.GET.get("q", "")[:LONGEST].strip()
    own = audiences_of(request.user)
    context = {
        "words": words,
        "found": search(words),
        "own": [(audience, chapters_for(audience)) for audience in own],
        "others": [audience for audience in AUDIENCES if audience not in own],
    }
    return render(request, "help/contents.html", context)


@require_safe
def audience(request: UserRequest, slug: str) -> HttpResponse:
    chosen = _audience(slug)
    return render(request, "help/audience.html", {"audience": chosen, "chapters": chapters_for(chosen)})


@require_safe
def audience_pdf(request: UserRequest, slug: str) -> HttpResponse:
    """Opens in the browser, where it is read or printed."""
    chosen = _audience(slug)
    answer = HttpResponse(booklet(chosen.slug), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="huong-dan-{chosen.slug}.pdf"'
    return answer


@require_safe
def chapter(request: UserRequest, slug: str) -> HttpResponse:
    shown = by_slug().get(slug)
    if shown is None:
        raise Http404
    before, after = neighbours(shown, audiences_of(request.user))
    context = {
        "chapter": shown,
        "sections": [(section, [on_page(block) for block in section.blocks]) for section in shown.sections],
        "audiences": [each for each in AUDIENCES if shown.is_for(each)],
        "for_all": all(shown.is_for(each) for each in AUDIENCES),
        "before": before,
        "after": after,
    }
    return render(request, "help/chapter.html", context)


def neighbours(shown: Chapter, own: list[Audience]) -> tuple[Chapter | None, Chapter | None]:
    """The chapters before and after it among the person's own; of somebody else's, among all."""
    read = [each for each in chapters() if any(each.is_for(audience) for audience in own)]
    row = [None, *(read if shown in read else chapters()), None]
    before = next((one for one, other in pairwise(row) if other == shown), None)
    after = next((other for one, other in pairwise(row) if one == shown), None)
    return before, after


def _audience(slug: str) -> Audience:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]
