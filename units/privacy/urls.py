"""Addresses under /du-lieu-ca-nhan/."""

from django.urls import path

from units.privacy import breach_views, views
from units.privacy.retention import views as retention
from units.privacy.rights import bases
from units.privacy.rights import views as rights

app_name = "privacy"

urlpatterns = [
    path("", views.register_page, name="register"),
    path("in/", views.register_print, name="register-print"),
    path("danh-gia-tac-dong/", views.impact_print, name="impact-print"),
    path("nguoi/<id:pk>/in/", views.person_print, name="person-print"),
    path("nguoi/<id:pk>/json/", views.person_json, name="person-json"),
    path("tim/", rights.person_find, name="person-find"),
    path("tim/lay/", rights.person_given, name="person-given"),
    path("yeu-cau/", rights.request_list, name="request-list"),
    path("yeu-cau/ghi/<slug:book>/<id:row>/", rights.request_add, name="request-add"),
    path("yeu-cau/<id:pk>/", rights.request_detail, name="request-detail"),
    path("yeu-cau/<id:pk>/tiep-nhan/", rights.request_acknowledge, name="request-acknowledge"),
    path("yeu-cau/<id:pk>/gia-han/", rights.request_extend, name="request-extend"),
    path("yeu-cau/<id:pk>/tra-loi/", rights.request_answer, name="request-answer"),
    path("yeu-cau/<id:pk>/in/", rights.request_print, name="request-print"),
    path("can-cu/", bases.basis_list, name="basis-list"),
    path("can-cu/ghi/", bases.basis_add, name="basis-add"),
    path("can-cu/<id:pk>/het/", bases.basis_end, name="basis-end"),
    path("het-han/", retention.retention_list, name="retention-list"),
    path("het-han/<slug:book>/", retention.retention_forget, name="retention-forget"),
    path("het-han/<slug:book>/thoi-han/", retention.retention_years, name="retention-years"),
    path("vi-pham/", breach_views.breach_list, name="breach-list"),
    path("vi-pham/ghi/", breach_views.breach_add, name="breach-add"),
    path("vi-pham/<id:pk>/", breach_views.breach_detail, name="breach-detail"),
    path("vi-pham/<id:pk>/sua/", breach_views.breach_edit, name="breach-edit"),
    path("vi-pham/<id:pk>/ket-qua/", breach_views.breach_end, name="breach-end"),
    path("vi-pham/<id:pk>/in/", breach_views.breach_print, name="breach-print"),
]
