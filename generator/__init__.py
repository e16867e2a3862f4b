"""codegen: Postman collections become Python clients, request snippets and reference pages."""
