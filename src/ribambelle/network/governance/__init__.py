"""How the network governs itself: bodies and mandates, members and fees, agreements, spellings of a name."""
