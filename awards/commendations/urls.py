"""Addresses of commendations, under /khen-thuong/."""

from django.urls import path

from awards.commendations import views

app_name = "commendations"

urlpatterns = [
    path("", views.commendation_list, name="commendation-list"),
    path("quyet-dinh/moi/", views.decision_add, name="decision-add"),
    path("quyet-dinh/<id:pk>/", views.decision_detail, name="decision-detail"),
    path("quyet-dinh/<id:pk>/them/", views.commendation_add, name="commendation-add"),
    path("quyet-dinh/<id:pk>/huy/", views.decision_void, name="decision-void"),
    path("trinh/moi/", views.draft_start, name="draft-start"),
    path("trinh/moi/<id:unit_pk>/<id:kind_pk>/", views.draft_add, name="draft-add"),
    path("trinh/<id:pk>/", views.draft_detail, name="draft-detail"),
    path("trinh/<id:pk>/sua/", views.draft_edit, name="draft-edit"),
    path("trinh/<id:pk>/ky/", views.draft_sign, name="draft-sign"),
    path("trinh/<id:pk>/bo/", views.draft_drop, name="draft-drop"),
    path("<id:pk>/huy/", views.commendation_void, name="commendation-void"),
]
