"""The design system: tokens, base templates, components, form rendering."""
