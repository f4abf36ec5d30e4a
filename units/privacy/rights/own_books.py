"""The registers of `units`: accounts of those who work here, directors and teachers of learning centres."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from hocTap.lib import vi
from hocTap.lib.searching import as_typed
from units.enums import Role
from units.models import CentreTerm, Post, User
from units.privacy.person import dossier_of, in_words
from units.privacy.rights.books import Part, Record, Rows


class Accounts(Rows[User]):
    """Whoever has an account: found by administrators."""

    name, title = "1-can-bo", "Tài khoản của cán bộ"
    everywhere = True

    def is_open_to(self, user: User) -> bool:
        return user.is_administrator

    def seen(self, user: User | None) -> QuerySet[User]:
        last = Post.objects.filter(user=OuterRef("pk")).order_by("-valid_from", "-pk")
        return User.objects.annotate(works_in=Subquery(last.values("unit")[:1])).order_by("full_name", "pk")

    def named(self, rows: QuerySet[User], words: str) -> Iterable[User]:
        return rows.filter(as_typed(words, said="full_name"))

    def record(self, row: User) -> Record:
        """Of the unit of the last post: whoever never had one has done nothing here that could be asked about."""
        url = reverse("units:person-detail", args=[row.pk])
        return Record(self.name, row.pk, f"{row.full_name} ({row.username})", getattr(row, "works_in", None), url)

    def may_keep(self, user: User, pk: int) -> bool:
        return user.is_administrator

    def given(self, pk: int) -> list[Part]:
        dossier = dossier_of(self.row(pk))
        did = {name: f"{vi.whole(number)} lần" for name, number in dossier.did.items()}
        parts = [Part(part.title, part.rows) for part in dossier.parts]
        return [Part("tài khoản", [dossier.account]), *parts, Part("đứng tên ở", [did] if did else [])]


class CentrePeople(Rows[CentreTerm]):
    """Directors, deputies and teachers of learning centres: found by wards and offices in charge."""

    name, title = "3-giam-doc-trung-tam", "Nhân sự của trung tâm học tập cộng đồng"

    def is_open_to(self, user: User) -> bool:
        return bool(user.units_as(Role.WARD_OFFICER, Role.DISTRICT_OFFICE))

    def seen(self, user: User | None) -> QuerySet[CentreTerm]:
        rows = CentreTerm.objects.visible_to(user) if user else CentreTerm.objects.all()
        return rows.select_related("centre", "ward").order_by("name", "valid_from", "pk")

    def named(self, rows: QuerySet[CentreTerm], words: str) -> Iterable[CentreTerm]:
        asked = vi.fold(words)
        return (row for row in rows if asked in vi.fold(row.name))

    def record(self, row: CentreTerm) -> Record:
        words = f"{row}, {row.centre}, từ {vi.day(row.valid_from)}"
        return Record(self.name, row.pk, words, row.ward_id, row.centre.get_absolute_url())

    def may_keep(self, user: User, pk: int) -> bool:
        kept, row = user.units_kept(Role.WARD_OFFICER), self.row(pk)
        charge = user.lines_in_charge(Role.DISTRICT_OFFICE).filter(descendant=row.ward_id)
        return row.ward_id in kept or charge.exists()

    def given(self, pk: int) -> list[Part]:
        return [Part("nhiệm kỳ", [in_words(self.row(pk))])]
