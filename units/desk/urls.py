"""Addresses under /viec/."""

from django.urls import path

from units.desk import views

app_name = "desk"

urlpatterns = [
    path("so/", views.number, name="number"),
    path("thong-bao/", views.notice_list, name="notice-list"),
    path("thong-bao/da-doc/", views.notices_read, name="notices-read"),
    path("thong-bao/<id:pk>/", views.notice_open, name="notice-open"),
    path("nhac-viec/", views.reminders, name="settings"),
    path("lich/", views.calendar_file, name="calendar-file"),
    path("lich/dia-chi/", views.calendar_make, name="calendar-make"),
    path("lich/dia-chi/huy/", views.calendar_revoke, name="calendar-revoke"),
    path("lich/<slug:token>/hoctap.ics", views.calendar, name="calendar"),
    path("nen/", views.job_list, name="job-list"),
    path("nen/<slug:kind>/<id:pk>/huy/", views.job_cancel, name="job-cancel"),
]
