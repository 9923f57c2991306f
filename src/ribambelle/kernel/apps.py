from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "ribambelle.kernel"
    label = "kernel"
