"""What may be true but looks wrong: a step asks for a reason, the page shows the doubt, the reason is kept.

Example: a suất of the school year 2021–2022 decided in 2015 is written only with a reason. Refusals are for what cannot
be; doubts for what hardly is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from hocTap.lib.refusals import Refused

REASON = "doubt_reason"
LONGEST = 500


class Doubtful(Refused):
    """What was asked looks wrong: it is done when the person says why it is right."""

    def __init__(self, doubts: Iterable[str]) -> None:
        self.doubts = list(doubts)
        super().__init__(f"{' '.join(self.doubts)} Hãy kiểm tra lại; nếu đúng như vậy, hãy ghi lý do.")


def settle(doubts: Iterable[str], reason: str) -> tuple[str, str]:
    """The doubts in one text and the reason given for them, as both are kept; two empty texts when nothing is doubted.

    Raises Doubtful when there are doubts and no reason, Refused for a reason that is too long.
    """
    found = list(doubts)
    if not found:
        return "", ""
    words = " ".join(reason.split())
    if len(words) > LONGEST:
        raise Refused(f"Lý do dài {len(words)} ký tự, quá {LONGEST}. Hãy rút ngắn.")
    if not words:
        raise Doubtful(found)
    return " ".join(found), words


class Explained(forms.Form):
    """Mixin for a form whose step may doubt: the field for the reason shows only once something was doubted."""

    doubt_reason = forms.CharField(
        label="Lý do vẫn ghi như vậy", max_length=LONGEST, required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != REASON])
        if self.is_bound and self.data.get(self.add_prefix(REASON)):
            self.ask_why()

    def ask_why(self) -> None:
        """Show the field for the reason, last on the form."""
        self.fields[REASON].widget = forms.Textarea(attrs={"rows": 2})
