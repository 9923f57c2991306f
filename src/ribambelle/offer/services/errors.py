"""What a write refuses, and why.

OfferError
├── NoPlaceLeft          an occupancy would exceed the places of a half-day
├── BeyondTheLaw         more children than the law allows, at one moment or over the week
├── CapacityUnknown      nobody said how many places that half-day has
├── CapacityTooSmall     the places given are fewer than those already taken
├── PeriodsOverlap       two authorisations, fundings by one programme, kinds or closures at the same time
├── ClosureTooLong       a closure of every year that lasts more than half of it
├── WrongKind            an availability declared for a setting that counts its places by section
├── SectionInUse         a section that children occupy cannot go
├── NotRunning           a change from a day on which the placement is over, or a section of another setting
└── ReferenceTaken       a setting already bears this reference, or an address of the site does
"""


class OfferError(ValueError):
    """A change that would make the offer untrue; the message names the culprit, the problem and the remedy."""


class NoPlaceLeft(OfferError):
    pass


class BeyondTheLaw(OfferError):
    pass


class CapacityUnknown(OfferError):
    pass


class CapacityTooSmall(OfferError):
    pass


class PeriodsOverlap(OfferError):
    pass


class ClosureTooLong(OfferError):
    pass


class WrongKind(OfferError):
    pass


class SectionInUse(OfferError):
    pass


class NotRunning(OfferError):
    pass


class ReferenceTaken(OfferError):
    pass
