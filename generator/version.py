"""The version of the generator, as locks and output name it."""

VERSION = "0.1.0"
GENERATOR = f"postman-codegen {VERSION}"
