"""A process to kill while it hands a mail over.

python -m tests.integration.desk.killed_mail prepare | deliver [later] | state
"""

import sys

import django


def main(verb: str, *rest: str) -> None:
    from django.db import transaction
    from django.utils import timezone

    from ribambelle.desk.models import OutgoingMail
    from ribambelle.desk.services import mail_queue, mails_deliver
    from ribambelle.desk.services.sending import LEASE

    if verb == "prepare":
        with transaction.atomic():
            mail_queue(by=None, to="a@example.org", subject="x", text="y", about=("tests.thing", "1"), key="k")
            OutgoingMail.objects.update(tried_at=timezone.now(), due_at=timezone.now() + LEASE)
        OutgoingMail.objects.update(due_at=timezone.now(), tried_at=None)
    elif verb == "deliver":
        mails_deliver(limit=10, at=timezone.now() + (LEASE if rest else LEASE * 0))
    mail = OutgoingMail.objects.get()
    sys.stdout.write(f"{mail.state} {mail.attempts}\n")


if __name__ == "__main__":
    django.setup()
    main(*sys.argv[1:])
