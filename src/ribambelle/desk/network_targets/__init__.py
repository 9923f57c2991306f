"""What the desk can bring in of the network: organisations, people with what they represent, memberships.

The network stands below the desk and cannot know its imports; so the desk, which knows the network’s services, says
here how a line becomes a record. An organisation is found by its numbers, then by any spelling reconciled with it
(`C.C.A.S.` is `CCAS`), never by likeness alone: likeness makes a line doubtful, for a person to decide.
"""

from ribambelle.desk.network_targets.targets import targets

__all__ = ["targets"]
