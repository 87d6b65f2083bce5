"""May we tell the person, admit the demand, count it: closed until a named person answers."""
