"""Inferences and the OWL view."""
