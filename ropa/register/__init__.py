"""A register: the documents of a workspace as one graph, and what is done with it. Only here is the order of the stages known."""

from ropa.register.core import EVERYTHING, Register, document_tables

__all__ = ["EVERYTHING", "Register", "document_tables"]
