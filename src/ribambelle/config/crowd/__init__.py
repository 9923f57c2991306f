"""A made-up territory of any size, written in bulk, to measure with: settings with their weeks, families who ask.

Everything is drawn from a fixed seed; nobody is real. Meant for a transaction that is rolled back, or for a database
made for it alone.
"""

import random
from datetime import date, timedelta

from ribambelle.accounts.models import User
from ribambelle.commissions.enums import Jurisdiction
from ribambelle.commissions.models import Commission, RuleText, Session
from ribambelle.commissions.services import rule_texts, sessions
from ribambelle.config.crowd.demand import Around, demand_write
from ribambelle.config.crowd.offer import communes_write, desks_write, offer_write
from ribambelle.demand.services import criteria_load
from ribambelle.offer.models import Setting

COMMISSION = "crowd"


def session_for(*, requests: int, settings: int, today: date, by: User | None, seed: int = 1) -> Session:
    """A session of so many requests on so many settings, ready to freeze; a quarter as many requests are past."""
    criteria_load(by=by, language="fr")
    draw = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    communes = communes_write()
    places = offer_write(settings, communes, draw, today)
    around = Around(active=requests, communes=communes, desks=desks_write(), draw=draw, today=today)
    demand_write(places, around)
    commission = Commission.objects.create(reference=COMMISSION, name="Commission", jurisdiction=Jurisdiction.BE)
    return session_beside(commission, today=today, by=by, rule=_rule(by, today), settings=places)


def session_beside(
    commission: Commission, *, today: date, by: User | None, rule: RuleText, settings: list[Setting]
) -> Session:
    """Another session on the same requests, ready to freeze."""
    return sessions.session_create(
        by=by,
        commission=commission,
        title="Mesure",
        held_on=today,
        cut_off_on=today,
        entry_on=today + timedelta(days=120),
        rule=rule,
        settings=settings,
    )


def _rule(by: User | None, today: date) -> RuleText:
    rule_texts.rules_load_published(by=by)
    draft = rule_texts.rule_copy(
        by=by, rule=RuleText.objects.get(code="fr-medoc-estuaire", status="model"), code="crowd", title="Mesure"
    )
    return rule_texts.rule_adopt(by=by, rule=draft, on=today, deliberation="mesure")
