"""What a child was granted before, for whoever is about to grant once more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q

from awards.scholarships.models import Grant, Recipient
from awards.scholarships.workflow.names import NEW, Child, Register
from awards.uploads.words import same_name
from hocTap.lib import vi

Key = tuple[str, int]


class Earlier:
    """Suất of the children of a list in other campaigns and years, in two queries whatever the list's length.

    Other funds are those of the same unit, kept by the same officers: a branch's beside the ward's.
    """

    def __init__(self, register: Register, children: Sequence[Recipient | Child]) -> None:
        self.register = register
        known = {child.pk for each in children if (child := register.known_as(each))}
        self.own: dict[int, list[Grant]] = defaultdict(list)
        mine = Grant.objects.standing().filter(Q(recipient__in=known) | Q(recipient__joined_into__in=known))
        for suat in mine.select_related("campaign", "recipient").order_by("school_year", "number"):
            self.own[suat.recipient.root_id].append(suat)
        self.beside: dict[Key, list[Grant]] = defaultdict(list)
        folded = {vi.fold(each.name) for each in children}
        others = Grant.objects.standing().filter(
            fund__unit=register.fund.unit_id,
            recipient__folded__in=folded,
            recipient__birth_year__in={each.birth_year for each in children},
        )
        others = others.exclude(fund=register.fund).select_related("campaign", "recipient", "fund")
        for suat in others.order_by("fund", "school_year", "number"):
            self.beside[same_name(suat.recipient.name), suat.recipient.birth_year].append(suat)

    def told(self, child: Recipient | Child) -> list[str]:
        """In sentences; none for a child of whom nothing is known."""
        found = []
        known = self.register.known_as(child)
        if known is None:
            found += self._namesakes(child)
        if known and isinstance(child, Child) and known.school and child.school and not _same(known.school, child):
            found.append(f"{known.code} trước ghi {known.school}, nay ghi {child.school}.")
        if known and (suats := self.own.get(known.pk)):
            found.append(f"{known.code} đã có {_listed(suats)}.")
        for suat in self.beside.get((same_name(child.name), child.birth_year), ()):
            found.append(f"{suat.fund} (cùng đơn vị) có {suat.recipient.code} cùng tên, năm sinh: {_listed([suat])}.")
        return found

    def _namesakes(self, child: Recipient | Child) -> list[str]:
        """Records beside which a new one is entered: of the same name and year, or of a name that differs by marks."""
        there = self.register.known.get(Register.key(child), [])
        if not there and (alike := self.register.alike.get((vi.fold(child.name), child.birth_year))):
            return [f"Gần giống hồ sơ {alike.code} (khác dấu); sẽ ghi là một hồ sơ mới."]
        if not there or not (isinstance(child, Child) and child.record == NEW):
            return []
        codes = ", ".join(each.code for each in there)
        return [f"Sẽ lập hồ sơ mới cho {child.name}, sinh năm {child.birth_year}, bên cạnh {codes}."]


def _same(school: str, child: Child) -> bool:
    return vi.fold(school) == vi.fold(child.school)


def _listed(suats: Sequence[Grant]) -> str:
    """ "suất số 5 (đợt Tiếp bước, năm học 2019–2020, 1.000.000 đồng)"."""
    return "; ".join(
        f"suất số {suat.number} (đợt {suat.campaign}, năm học {suat.school_year_label}, {vi.money(suat.amount)})"
        for suat in suats
    )
