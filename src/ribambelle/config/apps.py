from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "ribambelle.config"
    label = "config"
