"""Which extractor reads a policy: the patterns, or a language model that the user names."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ropa.reading.model_reader import ModelReader, ModelReading


def extractor_options(parser: argparse.ArgumentParser) -> None:
    """The options that name a language model to read with."""
    said = "read with a language model you run: an OpenAI-compatible endpoint, https or on this machine (default: our patterns, offline)"
    parser.add_argument("--extractor", metavar="URL", help=said)
    parser.add_argument("--model", metavar="NAME", help="the model's name at that endpoint")


def model_reader(arguments: argparse.Namespace, settings: Mapping[str, Any], folder: Path | None) -> ModelReader | None:
    """The reader that the options name, else ``[reader]`` of a workspace, else None. Raises UsageError or InputError."""
    from ropa.errors import UsageError
    from ropa.reading.endpoint import endpoint_of
    from ropa.reading.model_reader import ModelReader

    said = dict(settings)
    if arguments.model and not arguments.extractor and not said:
        raise UsageError("--model without --extractor", remedy="Name the endpoint too: --extractor URL")
    if arguments.extractor:
        said = {"url": arguments.extractor, "model": arguments.model or said.get("model", "")}
    elif arguments.model:
        said["model"] = arguments.model
    endpoint = endpoint_of(said, str(folder / "ropa.toml") if folder else "[reader]", os.environ)
    if endpoint and not endpoint.local:
        print(f"ropa: the text is sent to {endpoint.url}", file=sys.stderr)
    return ModelReader(endpoint, say_dropped) if endpoint else None


def say_dropped(reading: ModelReading) -> None:
    """Says on stderr how many of a model's proposals were dropped, and why."""
    for reason, count in reading.dropped.items():
        print(f"ropa: {count} of the model's proposals dropped: {reason}", file=sys.stderr)
