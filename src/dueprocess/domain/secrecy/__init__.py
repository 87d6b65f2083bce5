"""May we tell the person, may we admit the demand, may we count it: closed until a named person answers."""
