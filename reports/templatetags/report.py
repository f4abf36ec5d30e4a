"""Tags that dress parts of a document."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from reports.document import Chart, Table
from reports.html import render_table, unbroken

register = template.Library()
register.filter("unbroken", unbroken)


@register.simple_tag
def report_table(table: Table, address: str = "") -> SafeString:
    """On paper (no address) columns have fixed widths and numbers no links."""
    return render_table(table, address, on_paper=not address)


@register.filter
def picture(chart: Chart) -> SafeString:
    """The stored SVG, which this program drew itself."""
    return mark_safe(chart.svg)  # noqa: S308
