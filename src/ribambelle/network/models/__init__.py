"""Who and where, for every other room: territories, organisations, people, bodies and what binds them."""

from ribambelle.network.models.agreements import Agreement, AgreementParty, Commitment, Membership, MembershipFee
from ribambelle.network.models.governance import Body, Mandate, NameVariant, Person
from ribambelle.network.models.organisations import Organisation, Territory

__all__ = [
    "Agreement",
    "AgreementParty",
    "Body",
    "Commitment",
    "Mandate",
    "Membership",
    "MembershipFee",
    "NameVariant",
    "Organisation",
    "Person",
    "Territory",
]
