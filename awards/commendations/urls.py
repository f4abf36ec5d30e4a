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
    path("<id:pk>/huy/", views.commendation_void, name="commendation-void"),
]
