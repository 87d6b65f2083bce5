"""Every address of the portal. No address holds a code, a case or an id."""

from django.urls import path

from dueprocess.desk.intake.portal import views

urlpatterns = [
    path("", views.index),
    path("healthz", views.healthz),
    path("assets/<str:name>", views.asset),
    path("v1/keys", views.keys),
    path("v1/check", views.check),
    path("v1/submit", views.submit),
    path("v1/answer", views.answer),
    path("v1/status", views.status),
    path("v1/take", views.take),
    path("<str:language>/", views.page),
    path("<str:language>/<str:name>/", views.page),
]
handler404 = views.missing
handler500 = views.broken
