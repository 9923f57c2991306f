"""Rule texts, sessions, sealed runs, proposals, decisions, letters."""
