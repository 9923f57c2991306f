"""What can go wrong with money.

FundingError
├── ClaimRefused
├── FiledClaim
├── OutOfOrder
├── SharesDoNotAddUp
├── UnknownCeiling
├── VoucherRefused
└── WithdrawalWithoutReason
"""

from django.utils.translation import gettext as _


class FundingError(ValueError):
    """A refusal of this room; its text is shown to the person as it stands."""


class ClaimRefused(FundingError):
    """A claim that cannot be filed; the text lists everything that is missing."""


class FiledClaim(FundingError):
    """A cost or a share that a filed claim rests on is being changed."""


class OutOfOrder(FundingError):
    """Funding periods of one project that overlap."""


class SharesDoNotAddUp(FundingError):
    """Shares of a cost that do not make one hundred per cent; `total` is what they make, in per cent."""

    def __init__(self, total: str) -> None:
        super().__init__(_("The shares make %(sum)s %%. Change them so that they make 100 %%.") % {"sum": total})


class UnknownCeiling(FundingError):
    """A claim on a grant whose ceiling or rate nobody has written down."""

    def __init__(self) -> None:
        super().__init__(_("The ceiling or the rate of the grant is not known. Write them on the sheet of the grant."))


class VoucherRefused(FundingError):
    """A voucher that is not a PDF, JPEG or PNG file of ten megabytes at most."""


class WithdrawalWithoutReason(FundingError):
    """A project withdrawn without saying why."""
