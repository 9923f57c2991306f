"""Entry point for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from ribambelle.config.server import collect_rarely

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ribambelle.config.settings")
application = get_wsgi_application()
collect_rarely()
