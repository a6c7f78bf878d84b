"""A SHACL validator: shapes are compiled once, data are judged as columns of numbers, and the report is that of the W3C.

Nothing here knows of records or of the law; it stands on pyoxigraph, and on pySHACL for what is not compiled.
"""

from ropa.shacl.columns import Source, Triples
from ropa.shacl.compiled import Compiled, compile_shapes
from ropa.shacl.model import Path, Result, Targets
from ropa.shacl.report import Report

__all__ = ["Compiled", "Path", "Report", "Result", "Source", "Targets", "Triples", "compile_shapes"]
