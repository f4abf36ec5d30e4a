"""The one way in which a share of a divided unit is written: checked with the other parts of the same day, and kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction

from hocTap.lib import vi
from hocTap.lib.doubts import settle
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import needed, words
from units.enums import ShareOf
from units.models import ChangeLink, ShareEntry, User
from units.workflow.lineage import one_tree_writer_at_a_time

LARGEST = 10**15
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Entered:
    """What a person wrote: numerator and denominator (none of the two: not known), of what, by which document."""

    numerator: int | None
    denominator: int | None
    of: str = ""
    document: str = ""
    reason: str = ""

    @property
    def share(self) -> Fraction | None:
        return None if self.numerator is None or not self.denominator else Fraction(self.numerator, self.denominator)


@transaction.atomic
def enter_share(link: ChangeLink, entered: Entered, *, by: User, at: dt.datetime) -> ShareEntry:
    """Write how much of the old unit passed by the link; the entry before it stays in the history.

    Raises Refused for a unit that passed whole, a share that is none, one that is more than the others leave or leaves
    nothing for one whose share is not known, parts of different things, and a missing document. Raises Doubtful, until
    a reason is given, for shares that leave something over though the old unit ended, and for one that is taken back.
    """
    one_tree_writer_at_a_time()
    locked = ChangeLink.objects.select_for_update(of=("self",)).select_related("event").get(pk=link.pk)
    _check(locked, entered)
    others = list(_others(locked))
    doubts, reason = settle(_doubts(locked, entered, others), entered.reason)
    document = words(entered.document, name="Văn bản", longest=200)
    if entered.share is not None:
        document = needed(document, "Hãy ghi văn bản nêu phần chuyển này.", name="Văn bản", longest=200)
    locked.share_numerator, locked.share_denominator = entered.numerator, entered.denominator
    locked.share_of = entered.of if entered.share is not None else ""
    locked.share_document, locked.share_entered_by = document, by
    locked.save(
        update_fields=["share_numerator", "share_denominator", "share_of", "share_document", "share_entered_by"]
    )
    return ShareEntry.objects.create(
        link=locked,
        numerator=entered.numerator,
        denominator=entered.denominator,
        of=locked.share_of,
        document=document,
        doubts=doubts,
        reason=reason,
        by=by,
        at=at,
    )


def _check(link: ChangeLink, entered: Entered) -> None:
    if link.whole:
        raise Refused(f"{link.predecessor} đã chuyển toàn bộ sang {link.successor} nên không ghi phần chuyển.")
    if (entered.numerator is None) != (entered.denominator is None):
        raise Refused("Hãy ghi cả tử số và mẫu số, hoặc để trống cả hai nếu phần chuyển chưa công bố.")
    if entered.numerator is None or entered.denominator is None:
        return
    if entered.numerator <= 0 or entered.denominator <= 0:
        raise Refused("Phần chuyển phải lớn hơn 0: tử số và mẫu số đều từ 1 trở lên.")
    if entered.numerator > entered.denominator:
        share = f"{vi.whole(entered.numerator)}/{vi.whole(entered.denominator)}"
        raise Refused(f"Phần chuyển {share} quá toàn bộ {link.predecessor}. Tử số không được lớn hơn mẫu số.")
    if max(entered.numerator, entered.denominator) >= LARGEST:
        raise Refused("Tử số hoặc mẫu số lớn quá. Hãy rút gọn phân số.")
    if entered.of not in ShareOf.values:
        raise Refused("Hãy chọn phần chuyển là phần của gì: số hộ, dân số, số khu phố, thôn, ấp hay diện tích.")


def _others(link: ChangeLink) -> Iterable[ChangeLink]:
    """The other parts of the same unit on the same day, whichever decision they rest on."""
    same = ChangeLink.objects.filter(predecessor=link.predecessor, event__effective_on=link.event.effective_on)
    return same.exclude(pk=link.pk).exclude(successor=link.predecessor, share_numerator__isnull=True)


def _doubts(link: ChangeLink, entered: Entered, others: list[ChangeLink]) -> list[str]:
    """What is not impossible but needs a reason; raises Refused for parts that cannot all be."""
    share, old = entered.share, str(link.predecessor)
    if share is None:
        return [f"Phần chuyển {_words(link.share)} đã ghi sẽ thành chưa công bố."] if link.share else []
    if any(each.share_of and each.share is not None and each.share_of != entered.of for each in others):
        raise Refused(f"Các phần của {old} phải là phần của cùng một thứ. Hãy chọn giống các phần đã ghi.")
    together = share + sum((each.share for each in others if each.share is not None), Fraction(0))
    open_ones = [str(each.successor) for each in others if each.share is None]
    stays = link.predecessor.on(link.event.effective_on) is not None
    if together > 1:
        raise Refused(f"{old}: các phần chuyển cộng lại là {_words(together)}, vượt quá toàn bộ đơn vị.")
    if together == 1 and open_ones:
        raise Refused(f"{old}: các phần đã ghi là toàn bộ, không còn phần nào cho {', '.join(open_ones)}.")
    if together < 1 and not open_ones and not stays:
        left = (
            f"các phần chuyển cộng lại mới là {_words(together)}, còn {_words(1 - together)} chưa rõ thuộc đơn vị nào"
        )
        return [f"{old} đã kết thúc nhưng {left}."]
    return []


def _words(share: Fraction | None) -> str:
    return "toàn bộ" if share == 1 else f"{share.numerator}/{share.denominator}" if share else "0"
