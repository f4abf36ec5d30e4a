"""Open sheets of a unit that ended: which period ends with the old unit, which is the new one's; nothing moves."""

from __future__ import annotations

from indicators.enums import State
from indicators.models import Submission
from units.handover.changes import Change
from units.handover.registry import Line, Part
from units.models import User
from units.words import in_text, named


class Sheets(Part):
    """Every sheet that is not approved, with who goes on with it; figures stay with the unit that they count.

    A period that ended before the day was the old unit's: its heir mends and sends the sheet for it. A period that ends
    on the day or later is the new unit's, on a sheet of its own.
    """

    code = "sheets"
    title = "báo cáo số liệu còn mở"
    lead = "Số liệu ở lại với đơn vị mà số ấy đếm; đã duyệt hay công bố thì giữ nguyên."
    order = 50
    moves = False
    elsewhere = "làm tiếp ở trang báo cáo"

    def lines(self, change: Change, user: User) -> list[Line]:
        sheets = Submission.objects.filter(unit=change.old).exclude(state=State.APPROVED)
        seen = set(sheets.visible_to(user).values_list("pk", flat=True)) if user.pk else set()
        return [
            Line(
                str(sheet),
                1,
                f"báo cáo {sheet.get_state_display()}",
                whose(change, sheet),
                sheet.get_absolute_url() if sheet.pk in seen else "",
            )
            for sheet in sheets.select_related("unit_as", "period").order_by("period__ends_on", "pk")
        ]


def whose(change: Change, sheet: Submission) -> str:
    """Whose period it is, and who goes on with the sheet, in words."""
    if change.stays:
        return f"{in_text(change.unit)} làm tiếp"
    if sheet.period.ends_on < change.on:
        return f"kỳ kết thúc cùng {in_text(change.unit)}; {change.heirs_in_text} làm tiếp thay đơn vị cũ"
    heirs = ", ".join(named(heir) for heir in change.heirs)
    return f"kỳ của đơn vị mới: {heirs} lập báo cáo của mình; bản này chỉ để tham khảo"
