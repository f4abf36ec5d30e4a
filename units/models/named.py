"""What rows of units share: names kept with their sorting and searching forms, days from and to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hocTap.lib import vi

ENDS_AFTER_START = Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))


class Named(models.Model):
    """What is listed and searched by name the Vietnamese way: the name's sorting and searching forms, kept with it."""

    named_by: ClassVar[str] = "name"
    derived: ClassVar[tuple[str, ...]] = ("sort_key", "folded")
    sort_key = models.CharField(max_length=vi.SORT_KEY_LENGTH, editable=False)
    folded = models.CharField(max_length=200, editable=False, db_index=True)

    class Meta:
        abstract = True

    def save(
        self,
        *,
        force_insert: bool | tuple[models.base.ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        self.key_name()
        if update_fields is not None and self.named_by in update_fields:
            update_fields = {*update_fields, *self.derived}
        super().save(force_insert=force_insert, force_update=force_update, using=using, update_fields=update_fields)

    def key_name(self) -> None:
        """Compose the name's letters and derive the two forms; `save` does it, `bulk_create` callers must."""
        name = vi.nfc(getattr(self, self.named_by))
        setattr(self, self.named_by, name)
        self.sort_key, self.folded = self.sort_key_of(name), vi.fold(name)

    def sort_key_of(self, name: str) -> str:
        return vi.sort_key(name)
