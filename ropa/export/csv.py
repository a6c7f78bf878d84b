"""CSV (RFC 4180, UTF-8 with a mark so that spreadsheets read it as such): the documents, a row for each value, to edit and import again."""

from __future__ import annotations

import csv
import io

from ropa.carried import HEADER
from ropa.export import Export, Format


def write(export: Export) -> bytes:
    """The table of `ropa.carried`."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerows(export.rows)
    return ("\ufeff" + out.getvalue()).encode()


FORMAT = Format("csv", (".csv",), "a table of the values", "documents", write)
