"""Records of processing activities (GDPR Art. 30) and the completeness matrix, drawn from the graph of the documents."""

from ropa.records.drawing import Source, build_record, record_sources
from ropa.records.matrix import build_matrix

__all__ = ["Source", "build_matrix", "build_record", "record_sources"]
