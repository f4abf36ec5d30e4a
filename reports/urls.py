"""Addresses of reports, under /bao-cao/."""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("", views.report_list, name="report-list"),
    path("moi/", views.report_make, name="report-make"),
    path("<int:pk>/", views.report_detail, name="report-detail"),
    path("<int:pk>/pdf/", views.report_pdf, name="report-pdf"),
    path("<int:pk>/excel/", views.report_excel, name="report-excel"),
    path("<int:pk>/json/", views.report_json, name="report-json"),
    path("<int:pk>/so/<path:key>/", views.report_figure, name="report-figure"),
    path("<int:pk>/loi-van/", views.report_text, name="report-text"),
    path("<int:pk>/lay-lai/", views.report_rebuild, name="report-rebuild"),
    path("<int:pk>/phat-hanh/", views.report_issue, name="report-issue"),
]
