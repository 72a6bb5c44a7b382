"""Networks as models, programs and files of other libraries, one file for each kind."""
