"""Registers of organisations that do not exist, of any number and always the same for a seed: for `ropa bench` and the tests."""

from ropa.synthetic.organisations import Maker, organisation_id, read_distribution
from ropa.synthetic.writing import as_form, form_lines

__all__ = ["Maker", "as_form", "form_lines", "organisation_id", "read_distribution"]
