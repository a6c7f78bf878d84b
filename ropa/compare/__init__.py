"""Comparing documents: what one states and another lacks or says otherwise, matched by meaning, with both quotes side by side."""

from ropa.compare.documents import compare_documents
from ropa.compare.reading import Document
from ropa.compare.suppliers import compare_suppliers, read_suppliers
from ropa.compare.vendors import compare_vendor_lists

__all__ = ["Document", "compare_documents", "compare_suppliers", "compare_vendor_lists", "read_suppliers"]
