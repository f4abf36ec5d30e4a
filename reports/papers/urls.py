"""Addresses of papers, under /bao-cao/van-ban/."""

from django.urls import path

from reports.papers import asking, printing, views
from reports.returning import views as returning

app_name = "papers"

urlpatterns = [
    path("", views.document_list, name="document-list"),
    path("cua/<slug:kind>/<id:source_id>/", views.of_source, name="of-source"),
    path("cua/<slug:kind>/<id:source_id>/lap/", views.document_make, name="document-make"),
    path("tu-so-trung-tam/<id:pk>/", asking.ask_centre, name="ask-centre"),
    path("tu-so-quy/<id:pk>/", asking.ask_money, name="ask-money"),
    path("tu-muc-tieu/<id:pk>/", asking.ask_targets, name="ask-targets"),
    path("<id:pk>/", views.document_detail, name="document-detail"),
    path("<id:pk>/pdf/", views.document_pdf, name="document-pdf"),
    path("<id:pk>/ban-da-ky/", returning.document_signed_add, name="document-signed-add"),
    path("<id:pk>/ban-da-ky/<id:copy>/", returning.document_signed, name="document-signed"),
    path("<id:pk>/ban-da-ky/<id:copy>/bo/", returning.document_signed_aside, name="document-signed-aside"),
    path("<id:pk>/word/", views.document_word, name="document-word"),
    path("<id:pk>/excel/", views.document_excel, name="document-excel"),
    path("<id:pk>/giay-khen/", views.honour_pdf, name="honour-pdf"),
    path("<id:pk>/giay-cong-nhan/", views.certificate_list, name="certificate-list"),
    path("<id:pk>/giay-cong-nhan/<slug:size>/<id:part>/", views.certificate_pdf, name="certificate-pdf"),
    path("<id:pk>/giay-cong-nhan/<slug:size>/in/", printing.run_ask, name="run-ask"),
    path("<id:pk>/dot-in/<id:run>/", printing.run_detail, name="run-detail"),
    path("<id:pk>/dot-in/<id:run>/tien-do/", printing.run_progress, name="run-progress"),
    path("<id:pk>/dot-in/<id:run>/zip/", printing.run_zip, name="run-zip"),
    path("<id:pk>/dot-in/<id:run>/tep/<id:ordinal>/", printing.run_file, name="run-file"),
    path("<id:pk>/loi-van/", views.document_text, name="document-text"),
    path("<id:pk>/lay-lai/", views.document_rebuild, name="document-rebuild"),
    path("<id:pk>/phat-hanh/", views.document_issue, name="document-issue"),
    path("<id:pk>/thay-the/", views.document_replace, name="document-replace"),
    path("<id:pk>/thu-hoi/", views.document_withdraw, name="document-withdraw"),
    path("<id:pk>/xoa/", views.document_delete, name="document-delete"),
]
