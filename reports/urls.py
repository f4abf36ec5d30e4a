"""Addresses of reports, under /bao-cao/."""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("", views.report_list, name="report-list"),
    path("moi/", views.report_make, name="report-make"),
    path("<id:pk>/", views.report_detail, name="report-detail"),
    path("<id:pk>/pdf/", views.report_pdf, name="report-pdf"),
    path("<id:pk>/excel/", views.report_excel, name="report-excel"),
    path("<id:pk>/json/", views.report_json, name="report-json"),
    path("<id:pk>/so/<path:key>/", views.report_figure, name="report-figure"),
    path("<id:pk>/loi-van/", views.report_text, name="report-text"),
    path("<id:pk>/lay-lai/", views.report_rebuild, name="report-rebuild"),
    path("<id:pk>/phat-hanh/", views.report_issue, name="report-issue"),
]
