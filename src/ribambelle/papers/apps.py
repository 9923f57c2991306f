from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "ribambelle.papers"
    label = "papers"
