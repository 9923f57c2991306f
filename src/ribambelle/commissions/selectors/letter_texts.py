"""The sentences of the letters: those a commission wrote, or ours until it does."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ribambelle.accounts.selectors import body_name, coordinating_body
from ribambelle.commissions.enums import LetterKind
from ribambelle.commissions.models import Commission, LetterTexts


@dataclass(frozen=True, slots=True)
class Sentences:
    """What stands at the head and at the foot of the letters of one kind."""

    opening: str
    closing: str


@dataclass(frozen=True, slots=True)
class Texts:
    """The sender and the sentences by kind of letter. `version` 0: ours, nobody changed them."""

    version: int
    sender: str
    sentences: dict[LetterKind, Sentences]
    coordination: str
    row: LetterTexts | None = None


def texts_of(commission: Commission) -> Texts:
    """The last version of a commission's texts."""
    return texts_from(commission.letter_texts.order_by("-version").first())


def texts_from(row: LetterTexts | None) -> Texts:
    """One version as values."""
    if row is None:
        return default_texts()
    sentences = {LetterKind(kind): Sentences(**own) for kind, own in row.sentences.items()}
    return Texts(row.version, row.sender, sentences, body_name(), row)


def default_texts() -> Texts:
    """Texts to begin with."""
    here = coordinating_body()
    return Texts(
        0,
        here.sender,
        {
            LetterKind.PROPOSAL: Sentences(
                _(
                    "Good news: the commission of {date de séance} proposes a place for {enfant} at {lieu}, from"
                    " {entrée} on, {demi-journées}."
                ),
                _("We hold this place for you until {réponse avant}. We are glad to answer your questions."),
            ),
            LetterKind.WAITING: Sentences(
                _(
                    "The commission of {date de séance} could not propose a place for {enfant} this time. Your request"
                    " {référence} stays on the waiting list, with its date and its points."
                ),
                _(
                    "If a place becomes free, we write to you at once. If anything changes for you, tell us: it may"
                    " change the result."
                ),
            ),
            LetterKind.REFUSAL: Sentences(
                _("The commission of {date de séance} examined the request {référence} for {enfant} and refused it."),
                _("We know this is not the answer you hoped for. Come and talk about it with us."),
            ),
        },
        here.name,
    )
