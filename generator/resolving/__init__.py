"""From a request of the model to what goes on the wire: the rules of Postman's runtime."""
