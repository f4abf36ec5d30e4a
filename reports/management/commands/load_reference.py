"""Load the reference data alone: units, measures, forms, targets, published figures."""

from typing import Any

from django.core.management.base import BaseCommand

from awards.commendations import reference as commendations_reference
from awards.titles import reference as titles_reference
from indicators import reference as indicators_reference
from reports import reference as reports_reference
from units import reference as units_reference


class Command(BaseCommand):
    """Thin: calls the loaders in the order of the layers."""

    help = "Nạp dữ liệu nền; thêm phần còn thiếu, không ghi đè phần đã sửa."

    def handle(self, *args: Any, **options: Any) -> None:
        awards = (titles_reference, commendations_reference)
        for loader in (units_reference, *awards, indicators_reference, reports_reference):
            loader.load()
        self.stdout.write("Đã nạp dữ liệu nền.")
