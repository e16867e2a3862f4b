"""Operations: what is called, with which arguments and answers, for clients, snippets and pages."""
