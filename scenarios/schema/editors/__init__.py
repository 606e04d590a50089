"""The JSON schema of scenario files, for editors; it is made by the readers of the files themselves."""

from camproof.scenarios.schema.editors.json_schema import scenario_schema

__all__ = ["scenario_schema"]
