"""Reading Postman's formats."""
