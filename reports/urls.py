"""Addresses of reports, under /bao-cao/."""

from django.urls import path

from reports.views import pages, steps

app_name = "reports"

urlpatterns = [
    path("", pages.report_list, name="report-list"),
    path("moi/", steps.report_make, name="report-make"),
    path("da-xoa/", pages.deleted_list, name="deleted-list"),
    path("<id:pk>/", pages.report_detail, name="report-detail"),
    path("<id:pk>/pdf/", pages.report_pdf, name="report-pdf"),
    path("<id:pk>/excel/", pages.report_excel, name="report-excel"),
    path("<id:pk>/json/", pages.report_json, name="report-json"),
    path("<id:pk>/so/<path:key>/", pages.report_figure, name="report-figure"),
    path("<id:pk>/loi-van/", steps.report_text, name="report-text"),
    path("<id:pk>/lay-lai/", steps.report_rebuild, name="report-rebuild"),
    path("<id:pk>/phat-hanh/", steps.report_issue, name="report-issue"),
    path("<id:pk>/thay-the/", steps.report_replace, name="report-replace"),
    path("<id:pk>/thu-hoi/", steps.report_withdraw, name="report-withdraw"),
    path("<id:pk>/xoa/", steps.report_delete, name="report-delete"),
]
