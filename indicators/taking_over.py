"""What an heir's sheet took over from sheets of units that are no more: whose days, and their figures as a start."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from hocTap.lib import vi
from hocTap.lib.prepared import Prepared
from indicators.enums import Additivity
from indicators.models import Submission, Value
from units.naming import latest_names
from units.words import joined, named


@dataclass(frozen=True)
class Offer:
    """What the old units had written into one cell, and who of them had."""

    givers: tuple[str, ...]
    numbers: tuple[int, ...]
    silent: tuple[str, ...]
    adds: bool
    """Whether the numbers may be added; distinct things that cross wards may not."""

    @property
    def number(self) -> int | None:
        """The number to begin with; None where several cannot be added."""
        return sum(self.numbers) if self.adds or len(self.numbers) == 1 else None

    @property
    def words(self) -> str:
        """ "Phường 5 và Phường 14 đã ghi: 1.200"; "Phường 5 đã ghi: 700 (Phường 14 chưa ghi)"."""
        said = vi.whole(self.number) if self.number is not None else joined([vi.whole(each) for each in self.numbers])
        rest = f" ({joined(list(self.silent))} chưa ghi)" if self.silent else ""
        return f"{joined(list(self.givers))} đã ghi: {said}{rest}"


@dataclass(frozen=True)
class TakenOver:
    """The sheets that went into this one; nothing of most sheets."""

    sheets: tuple[Submission, ...] = ()
    offers: Mapping[str, Offer] = field(default_factory=dict)

    @property
    def names(self) -> str:
        """ "Phường 5 và Phường 14"; empty where nothing was taken over."""
        return joined([named(each.unit_as) for each in self.sheets])


def taken_over(submission: Submission, *, offering: bool = False) -> TakenOver:
    """One query; with `offering` one more where something was taken over."""
    sheets = tuple(TOOK.rows(submission.pk))
    return TakenOver(sheets, offers_of(sheets) if offering and sheets else {})


TOOK = Prepared(
    lambda heir: Submission.objects.filter(handed_to=heir).select_related("unit_as").order_by("unit_as__sort_key", "pk")
)


def answerer_of(submission: Submission) -> str:
    """Which unit finishes the sheet of one that is no more, by the hand-over; empty where nobody was named."""
    unit = submission.answered_by_id
    return latest_names([unit]).get(unit, "") if unit else ""


def offers_of(sheets: Collection[Submission]) -> dict[str, Offer]:
    """What these sheets hold, by code of measure: a start for the heir's officer, written nowhere by itself."""
    names = {each.pk: named(each.unit_as) for each in sheets}
    found: dict[str, dict[int, int]] = defaultdict(dict)
    adds: dict[str, bool] = {}
    rows = Value.objects.filled().filter(submission__in=names)
    for pk, code, additivity, number in rows.values_list(
        "submission_id", "measure__code", "measure__additivity", "number"
    ):
        if number is not None:
            found[code][pk], adds[code] = number, additivity == Additivity.SUM
    return {
        code: Offer(
            tuple(name for pk, name in names.items() if pk in numbers),
            tuple(numbers[pk] for pk in names if pk in numbers),
            tuple(name for pk, name in names.items() if pk not in numbers),
            adds[code],
        )
        for code, numbers in found.items()
    }
