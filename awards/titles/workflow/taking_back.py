"""Taking back what a whole list wrote: holders nobody has worked with since, scores and votes nobody built upon."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import ProtectedError

from awards.titles.enums import CandidateEventKind
from awards.titles.models import Candidate, CandidateEvent, MoveRequest, Nomination
from awards.titles.workflow.machinery import batches
from hocTap.lib import vi
from hocTap.lib.refusals import Refused


def since_recorded(candidates: Collection[int]) -> list[str]:
    """What was written since on holders that a list brought into the register, in sentences; locks them."""
    found: dict[str, list[str]] = {}
    for part in batches(candidates):
        rows = Candidate.objects.select_for_update(of=("self",)).filter(pk__in=part).order_by("pk")
        names = dict(rows.values_list("pk", "name"))
        for words, pks in _uses(part).items():
            found.setdefault(words, []).extend(names.get(pk, "") for pk in pks)
        gone = len(part) - len(names)
        found.setdefault("không còn trong sổ", []).extend([""] * gone)
    return [_sentence(words, names) for words, names in found.items() if names]


def _uses(candidates: Collection[int]) -> dict[str, set[int]]:
    """Of these holders those that something else speaks of, by what it is."""
    nominations = Nomination.objects.filter(candidate__in=candidates)
    events = CandidateEvent.objects.exclude(kind=CandidateEventKind.RECORDED)
    moves = MoveRequest.objects.filter(candidate__in=candidates)
    return {
        "đã đăng ký xét danh hiệu": set(nominations.values_list("candidate_id", flat=True)),
        "đã được sửa, chuyển, gộp hoặc bàn giao": {
            *events.filter(candidate__in=candidates).values_list("candidate_id", flat=True),
            *(pk for pk in events.filter(other__in=candidates).values_list("other_id", flat=True) if pk),
        },
        "đang có đề nghị chuyển nơi ở": set(moves.values_list("candidate_id", flat=True)),
    }


def _sentence(words: str, names: list[str]) -> str:
    known = [name for name in names if name][:3]
    some = f" ({', '.join(known)}{', …' if len(names) > len(known) else ''})" if known else ""
    return f"{vi.whole(len(names))} đối tượng{some} {words}."


@transaction.atomic
def unrecord_all(candidates: Collection[int]) -> int:
    """Take holders that a list brought in out of the register again, with the event of their entry: they never were.

    Who took them out and why is kept with the list. Raises Refused when something still speaks of one of them.
    """
    try:
        with transaction.atomic():
            for part in batches(candidates):
                CandidateEvent.objects.filter(candidate__in=part, kind=CandidateEventKind.RECORDED).delete()
                Candidate.objects.filter(pk__in=part).delete()
    except ProtectedError as held:
        first = next(iter(held.protected_objects))
        raise Refused(f"Không hoàn tác được: đã có {first._meta.verbose_name} dựa trên danh sách này.") from held
    return len(candidates)
