"""Addresses under /du-lieu-ca-nhan/."""

from django.urls import path

from units.privacy import breach_views, views

app_name = "privacy"

urlpatterns = [
    path("", views.register_page, name="register"),
    path("in/", views.register_print, name="register-print"),
    path("danh-gia-tac-dong/", views.impact_print, name="impact-print"),
    path("nguoi/<id:pk>/in/", views.person_print, name="person-print"),
    path("nguoi/<id:pk>/json/", views.person_json, name="person-json"),
    path("vi-pham/", breach_views.breach_list, name="breach-list"),
    path("vi-pham/ghi/", breach_views.breach_add, name="breach-add"),
    path("vi-pham/<id:pk>/", breach_views.breach_detail, name="breach-detail"),
    path("vi-pham/<id:pk>/sua/", breach_views.breach_edit, name="breach-edit"),
    path("vi-pham/<id:pk>/ket-qua/", breach_views.breach_end, name="breach-end"),
    path("vi-pham/<id:pk>/in/", breach_views.breach_print, name="breach-print"),
]
