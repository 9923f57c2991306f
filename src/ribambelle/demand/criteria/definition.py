"""What one criterion of the catalogue says of itself."""

from dataclasses import dataclass

from django.utils.functional import Promise

from ribambelle.demand.enums import CriterionCategory as Category
from ribambelle.demand.enums import CriterionKind as Kind
from ribambelle.demand.enums import CriterionOrigin as Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One criterion. `minimum` and `maximum` bound the answer, both included; they matter for counts and values.

    `implied_by` may leave room for a direct answer (`is_also_asked`), which then prevails.
    `is_of_household`: the answer is the same for every child of the family (where it lives, what the parents do, what
    they earn), and so is its document; never one that is sensitive, which is asked and protected request by request.
    """

    code: str
    label: str | Promise
    category: Category
    kind: Kind = Kind.YES_NO
    evidence: str | Promise = ""
    is_sensitive: bool = False
    group: str = ""
    implied_by: tuple[str, ...] = ()
    is_also_asked: bool = False
    is_computed: bool = False
    is_of_household: bool = False
    minimum: int = 0
    maximum: int = 1

    @property
    def origin(self) -> Origin:
        """Computed, implied, or asked; one that is implied and also asked counts as asked."""
        if self.is_computed:
            return Origin.COMPUTED
        return Origin.IMPLIED if self.implied_by and not self.is_also_asked else Origin.ASKED
