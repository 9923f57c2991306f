"""What the server says once it answers is in the language of the installation."""

from io import StringIO

import pytest

from ribambelle.config.management.commands import demo, serve

pytestmark = pytest.mark.django_db


def test_serve_and_demo_announce_themselves_in_french() -> None:
    told = {module.__name__.rsplit(".", 1)[-1]: StringIO() for module in (serve, demo)}
    serve.Command(stdout=told["serve"]).announce("127.0.0.1", 8000)
    demo.Command(stdout=told["demo"]).announce("127.0.0.1", 8000)
    assert "Ribambelle répond à l’adresse http://127.0.0.1:8000" in told["serve"].getvalue()
    assert "Ouvrez le premier ici" in told["serve"].getvalue()
    assert "/bienvenue/" in told["serve"].getvalue()
    assert "Comptes (mot de passe" in told["demo"].getvalue()
    assert "Ctrl-C arrête le serveur" in told["demo"].getvalue()
