"""Models as JSON: out to files, and back in as they were."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from census_app.matching.weights.model import Model


def model_from(text: str) -> Model:
    """The model a JSON text is; ValueError (of pydantic, or of `json`) when it is none."""
    return TypeAdapter(Model).validate_python(json.loads(text))


def model_text(model: Model) -> str:
    """The model as JSON text, one value a line."""
    return TypeAdapter(Model).dump_json(model, indent=1).decode("utf-8")


def model_values(model: Model) -> Any:
    """The model as values that JSON has."""
    return TypeAdapter(Model).dump_python(model, mode="json")
