"""Addresses under /tep/."""

from django.urls import path

from units.files import views

app_name = "files"

urlpatterns = [
    path("<id:pk>/", views.detail, name="detail"),
    path("<id:pk>/tien-do/", views.progress, name="progress"),
    path("<id:pk>/tai-ve/", views.download, name="download"),
]
