"""SPARQL CONSTRUCT over columns of numbers: every term once, every predicate a sorted relation, whole batches of data at a time."""
