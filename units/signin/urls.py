"""Addresses under /tai-khoan/."""

from django.urls import path

from units.signin import views

app_name = "account"

urlpatterns = [
    path("", views.own, name="own"),
    path("ung-dung/", views.app_add, name="app-add"),
    path("khoa-truy-cap/", views.key_add, name="key-add"),
    path("ma-du-phong/", views.codes, name="codes"),
    path("thiet-bi/<id:pk>/bo/", views.factor_end, name="factor-end"),
    path("phien/dong/", views.sessions_end, name="sessions-end"),
    path("quy-dinh/", views.rules, name="rules"),
    path("nhat-ky/", views.journal_list, name="journal"),
    path("<id:pk>/mo-khoa/", views.unlock, name="unlock"),
    path("<id:pk>/bo-buoc-hai/", views.reset, name="reset"),
]
