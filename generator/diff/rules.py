"""Rules: every kind of change, how severe it is, and what it says."""

from __future__ import annotations

from typing import Literal

from generator.frozen import Frozen
from generator.origin import Origin

Severity = Literal["breaking", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("breaking", "warning", "info")


class Rule(Frozen):
    """A kind of change; one that ``adds`` something to the API asks for a new minor version."""

    severity: Severity
    sentence: str
    adds: bool = False


# `docs/diff.md` is made from this table.
RULES: dict[str, Rule] = {
    "request-removed": Rule("breaking", "A request is gone."),
    "request-added": Rule("info", "There is a new request.", adds=True),
    "request-renamed": Rule("info", "A request has another name."),
    "request-moved": Rule("info", "A request stands in another folder."),
    "request-deprecated": Rule("warning", "A request is deprecated now."),
    "request-undeprecated": Rule("info", "A request is no longer deprecated."),
    "request-description-changed": Rule("info", "A request is described in other words."),
    "method-changed": Rule("breaking", "A request has another HTTP method."),
    "path-changed": Rule("breaking", "The path is another; names of its variables do not count."),
    "path-variable-renamed": Rule("info", "A path variable has another name."),
    "server-changed": Rule("warning", "Requests go to another server or below another base path."),
    "behavior-changed": Rule("warning", "Redirects, URL encoding or left out headers changed."),
    "limit-changed": Rule("warning", "Another rate limit is stated."),
    "parameter-removed": Rule("warning", "A query parameter or cookie is gone."),
    "parameter-added": Rule("info", "There is a new parameter that is optional.", adds=True),
    "parameter-added-required": Rule("breaking", "There is a new parameter that is required."),
    "parameter-renamed": Rule("breaking", "A parameter is spelled in another way."),
    "parameter-required": Rule("breaking", "A parameter that was optional is required."),
    "parameter-optional": Rule("info", "A parameter that was required is optional.", adds=True),
    "parameter-default-changed": Rule("warning", "Another default is stated."),
    "parameter-type-changed": Rule("breaking", "Values that were of the type are not any more."),
    "parameter-type-widened": Rule("info", "Further values are of the type.", adds=True),
    "parameter-values-removed": Rule("breaking", "Values are no longer among those listed."),
    "parameter-values-added": Rule("info", "Further values are listed.", adds=True),
    "parameter-sent-changed": Rule("info", "A parameter is sent now, or is not any more."),
    "parameter-example-changed": Rule("info", "The example value is another."),
    "parameter-description-changed": Rule("info", "A parameter is described in other words."),
    "header-removed": Rule("warning", "A header is gone."),
    "header-added": Rule("info", "There is a new header that is optional.", adds=True),
    "header-added-required": Rule("breaking", "There is a new header that is required."),
    "header-required": Rule("breaking", "A header that was optional is required."),
    "header-optional": Rule("info", "A header that was required is optional.", adds=True),
    "header-value-changed": Rule("warning", "A header is sent with another value."),
    "header-default-changed": Rule("warning", "Another default is stated for a header."),
    "header-values-removed": Rule("breaking", "Values of a header are no longer listed."),
    "header-values-added": Rule("info", "Further values of a header are listed.", adds=True),
    "header-sent-changed": Rule("warning", "A header is sent now, or is not any more."),
    "header-description-changed": Rule("info", "A header is described in other words."),
    "body-added": Rule("breaking", "A request has a body now."),
    "body-removed": Rule("warning", "A request has no body any more."),
    "body-kind-changed": Rule("breaking", "The body is of another kind: JSON, form, file …"),
    "body-media-type-changed": Rule("breaking", "The body is sent with another media type."),
    "body-type-changed": Rule("breaking", "The JSON body as a whole is of another type."),
    "body-document-changed": Rule("warning", "The GraphQL document is another."),
    "body-field-removed": Rule("warning", "A field of the body is gone."),
    "body-field-added": Rule("info", "There is a new field in the body.", adds=True),
    "body-field-added-required": Rule("breaking", "There is a new field that is required."),
    "body-field-required": Rule("breaking", "A field that was optional is required."),
    "body-field-optional": Rule("info", "A field that was required is optional.", adds=True),
    "body-field-type-changed": Rule("breaking", "Values that a field took are not taken any more."),
    "body-field-type-widened": Rule("info", "A field takes further types of values.", adds=True),
    "body-field-values-removed": Rule("breaking", "Values of a field are no longer listed."),
    "body-field-values-added": Rule("info", "Further values of a field are listed.", adds=True),
    "body-field-default-changed": Rule("warning", "Another default is stated for a field."),
    "body-field-sent-changed": Rule("info", "A field is sent now, or is not any more."),
    "body-field-description-changed": Rule("info", "A field is described in other words."),
    "auth-added": Rule("breaking", "Requests need credentials now."),
    "auth-removed": Rule("warning", "Requests are sent without credentials."),
    "auth-changed": Rule("breaking", "Requests need credentials of another kind."),
    "auth-place-changed": Rule("breaking", "An API key is sent in another place."),
    "auth-setting-changed": Rule("warning", "A setting of the credentials is another."),
    "response-success-removed": Rule("breaking", "No example shows a status of success any more."),
    "response-error-removed": Rule("info", "No example shows a status of an error any more."),
    "response-added": Rule("info", "There is an example of another status.", adds=True),
    "response-kind-changed": Rule("breaking", "JSON, text, bytes or nothing became another kind."),
    "response-media-type-changed": Rule("breaking", "A status has another media type."),
    "response-type-changed": Rule(
        "breaking", "The response as a whole has further or other types."
    ),
    "response-type-narrowed": Rule("info", "The response as a whole has fewer types."),
    "response-field-removed": Rule("breaking", "A field of a response is gone."),
    "response-field-added": Rule("info", "There is a new field in a response.", adds=True),
    "response-field-type-changed": Rule("breaking", "A field can have further or other types."),
    "response-field-type-narrowed": Rule("info", "A field has fewer types."),
    "response-field-optional": Rule("warning", "A field that every example had is missing in one."),
    "response-field-always": Rule("info", "Every example has a field that some did not have."),
    "api-renamed": Rule("info", "The collection has another name."),
    "api-description-changed": Rule("info", "The collection is described in other words."),
    "client-package-renamed": Rule("breaking", "The client's package has another name."),
    "client-setting-removed": Rule("breaking", "An argument of the client's constructor is gone."),
    "client-setting-added": Rule("info", "The constructor has a new optional argument.", adds=True),
    "client-setting-required": Rule("breaking", "The client asks for a value that it had."),
    "client-setting-default-changed": Rule("warning", "An argument has another default."),
    "client-method-removed": Rule("breaking", "A method is gone."),
    "client-method-renamed": Rule("breaking", "A method of a resource has another name."),
    "client-method-moved": Rule("breaking", "A method stands in another resource."),
    "client-argument-removed": Rule("breaking", "An argument of a method is gone."),
    "client-argument-added": Rule("info", "A method has a new optional argument.", adds=True),
    "client-argument-required": Rule("breaking", "A method has a new argument that is required."),
    "client-argument-renamed": Rule("breaking", "An argument of a method has another name."),
    "client-argument-positional": Rule("breaking", "An argument given by name is positional now."),
    "client-argument-keyword": Rule("breaking", "A positional argument is given by name now."),
    "client-argument-order": Rule("breaking", "Positional arguments stand in another order."),
    "client-argument-type-changed": Rule("breaking", "An argument does not take what it took."),
    "client-argument-type-widened": Rule("info", "An argument takes further types.", adds=True),
    "client-result-changed": Rule("breaking", "A method returns another type."),
    "client-result-narrowed": Rule("info", "A method returns fewer types."),
    "client-iterator-added": Rule("info", "A method has an iterator now.", adds=True),
    "client-iterator-removed": Rule("breaking", "A method has no iterator any more."),
    "client-iterator-renamed": Rule("breaking", "An iterator has another name."),
    "client-class-removed": Rule("breaking", "A class of the client's types is gone."),
    "client-class-renamed": Rule("breaking", "A class has another name or another module."),
    "client-field-removed": Rule("breaking", "A class has lost a field."),
    "client-field-added": Rule("info", "A class has a new field.", adds=True),
    "client-field-type-changed": Rule("breaking", "A field of a class has another type."),
    "client-field-type-widened": Rule("info", "A field that is sent takes further types."),
    "client-field-type-narrowed": Rule("info", "A field of a response has fewer types."),
    "client-field-optional": Rule("breaking", "A field of a response may be `None` now."),
}


class Change(Frozen):
    """One finding: ``requests`` are those it is about, by folders and name; none is the whole API.

    ``origin`` is its place in the new version, where there is one.
    """

    rule: str
    message: str
    requests: tuple[str, ...] = ()
    origin: Origin | None = None

    @property
    def severity(self) -> Severity:
        """How severe its rule says it is."""
        return RULES[self.rule].severity


# What comparing two things gives: a rule, and a sentence for people.
Note = tuple[str, str]
