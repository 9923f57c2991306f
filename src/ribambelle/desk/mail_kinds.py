"""What a mail can be about: each room says how its records are called, who may see their mails, where they stand."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from ribambelle.kernel.registries import Registry


def _nowhere(_reference: str) -> str:
    return ""


def _as_it_stands(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class MailKind:
    """A kind of record that mails are about.

    Attributes
    ----------
    code : the record's model, `room.model` in lower case, as in the event log.
    permission : who sees that such a mail was written, to whom, and whether it left.
    reading : who reads its text.
    url_of : the address of the record's page from its reference; nothing when it has none.
    filled : the text as it leaves, for what the database must not keep (a personal link).
    """

    code: str
    label: str | Promise
    permission: str
    reading: str = "desk.read_mail"
    url_of: Callable[[str], str] = _nowhere
    filled: Callable[[str], str] = _as_it_stands


mail_kinds: Registry[MailKind] = Registry("kind of mail")
