"""The rules, and what they find: SHACL Core shapes over an inferred dataset, as findings that a person can act on."""

from ropa.check.findings import check, finding_order
from ropa.check.profiles import Profile, read_profile, read_profiles
from ropa.check.rules import Rule, assert_shapes, chosen_rules, read_rules

__all__ = ["Profile", "Rule", "assert_shapes", "check", "chosen_rules", "finding_order", "read_profile", "read_profiles", "read_rules"]
