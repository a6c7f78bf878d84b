"""A register's dataset as columns of numbers: for many organisations at once what Oxigraph is for one."""

from __future__ import annotations

from ropa.columnar.engine import Batch
from ropa.graph import Readable


class ColumnDataset(Batch, Readable):
    """A batch that is read as a dataset is."""
