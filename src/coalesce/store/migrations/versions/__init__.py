"""One file for each change of the schema, in order; none is edited once it has been released."""
