"""JSON schemas of the models, as the OpenAPI document shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema
from pydantic_core.core_schema import WithDefaultSchema

Json = dict[str, Any]
Use = tuple[type[BaseModel], JsonSchemaMode]
"""A model, and whether it is written ("serialization") or read ("validation")."""

Schemas = Mapping[Any, Json]
"""The schema of each Use, mostly a reference."""

REFERENCE = "#/components/schemas/{model}"


def schemas_of(uses: Sequence[Use]) -> tuple[Schemas, Json]:
    """Return the schema of each use, and the definitions that the schemas refer to, by name."""
    found, definitions = models_json_schema(uses, ref_template=REFERENCE, schema_generator=Schema)
    return found, definitions["$defs"]


def query_parameters(query: type[BaseModel]) -> list[Json]:
    """Return the parameters that a model of the query string describes, in the model's order."""
    schema = query.model_json_schema(ref_template=REFERENCE, schema_generator=Schema)
    required = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": without_null(one)}
        for name, one in schema["properties"].items()
    ]


class Schema(GenerateJsonSchema):
    """Leaves out null and titles: an answer leaves out what is unknown, and writes every other
    default, so that all other fields are required in it."""

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
