from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.conf import settings
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DemandConfig(AppConfig):
    name = "ribambelle.demand"
    label = "demand"
    verbose_name = _("Demand")

    def ready(self) -> None:
        from ribambelle.demand import registries

        post_migrate.connect(load_catalogue, sender=self)
        registries.register()


def load_catalogue(*, apps: Any = installed, **_signal: Any) -> None:
    """The catalogue stands as soon as its tables do; not while an older migration is the last one applied."""
    from ribambelle.accounts.models import Event
    from ribambelle.demand.models import Criterion
    from ribambelle.demand.services import criteria_load

    for model in (Criterion, Event):
        try:
            migrated = apps.get_model(model._meta.app_label, model.__name__)
        except LookupError:
            return
        if {field.name for field in migrated._meta.fields} != {field.name for field in model._meta.fields}:
            return
    criteria_load(by=None, language=settings.LANGUAGE_CODE)
