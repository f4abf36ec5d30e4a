"""Addresses of reports, under /bao-cao/."""

from django.urls import path

from reports.returning import views as returning
from reports.statements import views as statements
from reports.views import comparing, leading, pages, scorecard, steps

app_name = "reports"

urlpatterns = [
    path("", pages.report_list, name="report-list"),
    path("moi/", steps.report_make, name="report-make"),
    path("da-xoa/", pages.deleted_list, name="deleted-list"),
    path("muc-tieu/<id:unit_pk>/", scorecard.scorecard_page, name="scorecard"),
    path("muc-tieu/<id:unit_pk>/pdf/", scorecard.scorecard_pdf, name="scorecard-pdf"),
    path("muc-tieu/<id:unit_pk>/excel/", scorecard.scorecard_excel, name="scorecard-excel"),
    path("muc-tieu/<id:unit_pk>/json/", scorecard.scorecard_json, name="scorecard-json"),
    path("so-sanh/<id:unit_pk>/", comparing.compare_page, name="compare"),
    path("so-sanh-van-ban/<id:unit_pk>/", comparing.compare_documents_page, name="compare-documents"),
    path("tom-tat/<id:unit_pk>/", leading.leading_page, name="leading"),
    path("tom-tat/<id:unit_pk>/pdf/", leading.leading_pdf, name="leading-pdf"),
    path("muc-tieu/<id:unit_pk>/<slug:code>/", scorecard.indicator_page, name="indicator"),
    path("da-cong-bo/<id:unit_pk>/", statements.printed_list, name="printed-list"),
    path("da-cong-bo/<id:unit_pk>/moi/", statements.printed_add, name="printed-add"),
    path("da-cong-bo/nguon/<id:pk>/", statements.printed_source, name="printed-source"),
    path("da-cong-bo/nguon/<id:pk>/sua/", statements.printed_change, name="printed-change"),
    path("da-cong-bo/nguon/<id:pk>/huy/", statements.printed_void, name="printed-void"),
    path("da-cong-bo/nguon/<id:pk>/cau/", statements.statement_add, name="statement-add"),
    path("da-cong-bo/cau/<id:pk>/sua/", statements.statement_change, name="statement-change"),
    path("da-cong-bo/cau/<id:pk>/huy/", statements.statement_void, name="statement-void"),
    path("<id:pk>/", pages.report_detail, name="report-detail"),
    path("<id:pk>/pdf/", pages.report_pdf, name="report-pdf"),
    path("<id:pk>/excel/", pages.report_excel, name="report-excel"),
    path("<id:pk>/ban-da-ky/", returning.report_signed_add, name="report-signed-add"),
    path("<id:pk>/ban-da-ky/<id:copy>/", returning.report_signed, name="report-signed"),
    path("<id:pk>/ban-da-ky/<id:copy>/bo/", returning.report_signed_aside, name="report-signed-aside"),
    path("<id:pk>/word/", pages.report_word, name="report-word"),
    path("<id:pk>/json/", pages.report_json, name="report-json"),
    path("<id:pk>/so/<path:key>/", pages.report_figure, name="report-figure"),
    path("<id:pk>/loi-van/", steps.report_text, name="report-text"),
    path("<id:pk>/lay-lai/", steps.report_rebuild, name="report-rebuild"),
    path("<id:pk>/phat-hanh/", steps.report_issue, name="report-issue"),
    path("<id:pk>/thay-the/", steps.report_replace, name="report-replace"),
    path("<id:pk>/thu-hoi/", steps.report_withdraw, name="report-withdraw"),
    path("<id:pk>/xoa/", steps.report_delete, name="report-delete"),
]
