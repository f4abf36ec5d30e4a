"""What follows when an administrator edits the catalogue."""

from django.db.models import F

from indicators.models import Form


def catalogue_changed() -> None:
    """Tell every server that forms, checks or measures were edited, so that what it keeps in memory is read anew."""
    Form.objects.update(stamp=F("stamp") + 1)
