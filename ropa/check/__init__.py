"""The rules, and what they find: SHACL Core shapes over an inferred dataset, as findings that a person can act on."""

from ropa.check.findings import check
from ropa.check.rules import Rule, assert_shapes, chosen_rules, read_rules

__all__ = ["Rule", "assert_shapes", "check", "chosen_rules", "read_rules"]
