"""JSON schemas of the models, as the OpenAPI document shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema
from pydantic_core.core_schema import ModelSchema, WithDefaultSchema

from customer_health.api.document.docstrings import notes_of
from customer_health.api.document.examples import Json, complete, example_of

Use = tuple[type[BaseModel], JsonSchemaMode]
"""A model, and whether it is written ("serialization") or read ("validation")."""

REFERENCE = "#/components/schemas/{model}"


@dataclass(frozen=True, slots=True)
class Schemas:
    """The schema of each Use, mostly a reference, and by name the definitions referred to."""

    of: Mapping[Any, Json]
    definitions: Json


def schemas_of(uses: Sequence[Use]) -> Schemas:
    """Make the schemas of models, with an example of each property."""
    found, definitions = models_json_schema(uses, ref_template=REFERENCE, schema_generator=Schema)
    named = {name: {**one, "title": name} for name, one in definitions["$defs"].items()}
    complete(named)
    return Schemas(found, named)


def query_parameters(query: type[BaseModel]) -> list[Json]:
    """Return the parameters that a model of the query string describes, in the model's order."""
    schema = query.model_json_schema(ref_template=REFERENCE, schema_generator=Schema)
    required, definitions = schema.get("required", ()), schema.get("$defs", {})
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": one.pop("description", ""),
            "schema": without_null(one),
            "example": example_of(without_null(one), definitions),
        }
        for name, one in schema["properties"].items()
    ]


class Schema(GenerateJsonSchema):
    """Leaves out null and titles: an answer leaves out what is unknown, and writes every other
    default, so that all other fields are required in it. Adds what the docstrings below the fields
    say."""

    def model_schema(self, schema: ModelSchema) -> Json:
        described, model = super().model_schema(schema), schema["cls"]
        for field, note in notes_of(model).items():
            name = model.model_fields[field].alias or field
            described["properties"][name] |= note
        return described

    def default_schema(self, schema: WithDefaultSchema) -> Json:
        if self.mode == "serialization" and schema.get("default", ...) is None:
            return without_null(self.generate_inner(schema["schema"]))
        return super().default_schema(schema)

    def field_is_required(self, field: Any, total: bool) -> bool:
        schema = field["schema"]
        return schema["type"] != "default" or (
            self.mode == "serialization" and schema.get("default", ...) is not None
        )

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def without_null(schema: Json) -> Json:
    """Return the schema of a value that may be left out, for when it is there."""
    match schema:
        case {"anyOf": [one, {"type": "null"}], **others}:
            return {**one, **{name: value for name, value in others.items() if name != "default"}}
    return schema
