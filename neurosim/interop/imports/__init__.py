"""Networks of other libraries as networks of neurons, one file for each library."""
