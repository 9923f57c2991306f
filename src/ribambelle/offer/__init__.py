"""Settings, sections, authorisations, opening, modes, weekly places, occupancies."""
