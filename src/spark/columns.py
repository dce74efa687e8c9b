"""The columns of a record, from its JSON Schema (`newsclip schema`)."""
from pyspark.sql import types as T

PLAIN = {"string": T.StringType, "integer": T.LongType, "number": T.DoubleType, "boolean": T.BooleanType}


def type_of(rule):
    """The Spark type of what RULE allows. A value that may be null is a column's own affair."""
    names = rule.get("type", [])
    names = [name for name in ([names] if isinstance(names, str) else names) if name != "null"]
    if not names:  # enum and const name values
        values = rule.get("enum", [rule.get("const")])
        names = ["integer" if all(isinstance(value, int) for value in values) else "string"]
    if names[0] == "array":
        return T.ArrayType(type_of(rule["items"]))
    if names[0] == "object":
        return object_type(rule)
    return PLAIN[names[0]]()


def object_type(rule):
    if "properties" not in rule:
        return T.MapType(T.StringType(), type_of(rule["additionalProperties"]))
    return T.StructType([T.StructField(name, type_of(inner)) for name, inner in rule["properties"].items()])
